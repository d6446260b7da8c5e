import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ReadPiece, scanFile } from './scan-file.ts'
import { compileSearch } from './search.ts'

/** A file that hands out at most `most` bytes at once, as a slow disk may. */
const fileOf =
  (content: Uint8Array, most = Number.POSITIVE_INFINITY): ReadPiece =>
  (target, offset, length, position) => {
    const part = content.subarray(position, position + Math.min(length, most))
    target.set(part, offset)
    return part.length
  }
const scan = (content: Uint8Array, texts: readonly string[], piece: number, most?: number) =>
  scanFile(fileOf(content, most), { digest: true, search: compileSearch(texts) }, 1e9, piece)

/** Few letters, so that texts overlap, repeat and nearly match all the time. */
const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '漢'), minLength: 3, maxLength: 14 })
const bytes = fc.oneof(
  fc.array(fc.oneof(letters, fc.constant('\0')), { maxLength: 30 }).map(all => Buffer.from(all.join(''), 'utf8')),
  fc.array(letters, { maxLength: 30 }).map(all => Buffer.from(all.join(''), 'utf16le')),
  fc.uint8Array({ maxLength: 300 }).map(all => Buffer.from(all)),
)

test('it finds what Buffer.indexOf finds, wherever the pieces end', () => {
  fc.assert(
    fc.property(
      fc.array(letters, { minLength: 1, maxLength: 8 }),
      fc.array(bytes, { maxLength: 4 }).map(all => Buffer.concat(all)),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      (texts, content, piece, most) => {
        const scanned = scan(content, texts, piece, most)
        const wanted = texts.flatMap((text, index) =>
          content.indexOf(text, 0, 'utf8') >= 0 || content.indexOf(Buffer.from(text, 'utf16le')) >= 0 ? [index] : [],
        )
        assert.deepEqual(scanned?.found, wanted)
        assert.equal(scanned?.bytes, content.length)
        assert.equal(scanned?.sha256, createHash('sha256').update(content).digest('hex'))
      },
    ),
    { numRuns: 500 },
  )
})

test('a text across every border of two pieces is found, in both encodings', () => {
  const text = 'a-text-of-some-length'
  for (const encoding of ['utf8', 'utf16le'] as const)
    for (let at = 0; at < 70; at++) {
      const content = Buffer.concat([Buffer.alloc(at, 0x7a), Buffer.from(text, encoding), Buffer.alloc(70 - at, 0x61)])
      assert.deepEqual(scan(content, ['another-text', text], 32)?.found, [1], `${encoding} at ${at}`)
    }
})

test('texts longer than a step of the search are found', () => {
  const long = 'x'.repeat(300)
  assert.deepEqual(scan(Buffer.from(`--${long}--`), [long, `${long}x`], 64)?.found, [0])
})

test('an empty file, and a search for nothing', () => {
  const empty = createHash('sha256').digest('hex')
  assert.deepEqual(scan(Buffer.alloc(0), ['some-text'], 8), { sha256: empty, bytes: 0, found: [] })
  assert.deepEqual(scan(Buffer.from('abc'), [], 8)?.found, [])
})

test('a file that grows without end is left alone', () => {
  assert.equal(
    scanFile(() => 8, { digest: true, search: compileSearch([]) }, 1_000, 8),
    null,
  )
})

test('wherever two share a search, together they find all, and the one that does not hash reads no more than its part', () => {
  const texts = ['some-text', 'another-text', 'third']
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('some-text', 'another-text', 'third', '-', '--------', 'some-', 'thi'), {
        maxLength: 30,
      }),
      fc.nat(250),
      fc.integer({ min: 1, max: 40 }),
      (parts, split, piece) => {
        const content = Buffer.from(parts.join(''))
        const search = compileSearch(texts)
        const first = scanFile(fileOf(content), { digest: false, search, to: split }, 1e9, piece)
        const second = scanFile(fileOf(content), { digest: true, search, from: split }, 1e9, piece)
        const found = new Set([...(first?.found ?? []), ...(second?.found ?? [])])
        assert.deepEqual([...found].sort(), scan(content, texts, piece)?.found)
        assert.equal(second?.sha256, createHash('sha256').update(content).digest('hex'))
        assert.ok((first?.bytes ?? 0) <= split + piece)
      },
    ),
    { numRuns: 500 },
  )
})

test('the two parts of a look are the whole of it', () => {
  const content = Buffer.from('--some-text--')
  const [digest, texts] = [
    scanFile(fileOf(content), { digest: true, search: null }, 1e9, 5),
    scanFile(fileOf(content), { digest: false, search: compileSearch(['some-text']) }, 1e9, 5),
  ]
  assert.deepEqual([digest?.found, texts?.sha256], [null, null])
  assert.deepEqual({ ...texts, sha256: digest?.sha256 }, scan(content, ['some-text'], 5))
})
