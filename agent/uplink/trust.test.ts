import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { judgeConsole, type Offered, type Trust } from './trust.ts'

const pair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const key = String(publicKey.export({ format: 'jwk' }).x)
  const signed = (...lines: string[]): string =>
    sign(null, Buffer.from(lines.join('\n')), privateKey).toString('base64url')
  return { key, signed }
}
type Pair = ReturnType<typeof pair>
const [first, second, third, stranger] = [pair(), pair(), pair(), pair()]
const bound = Buffer.alloc(32, 1).toString('base64url')
const text = (binding: string): string => `a question\n${binding}`
const digestOf = (key: string): string =>
  createHash('sha256').update(Buffer.from(key, 'base64url')).digest('base64url').slice(0, 22)

const after = (older: Pair, newer: Pair) => ({
  key: older.key,
  signature: older.signed('waymark succession', 'console', older.key, newer.key),
})
const offer = (by: Pair, formerly: Offered['formerly'] = [], binding = bound): Offered => ({
  key: by.key,
  formerly,
  signature: by.signed('a question', binding),
})
const judge = (trust: Trust, offered: Offered, binding: string | null = bound) =>
  judgeConsole(trust, offered, binding, text)

const rows: readonly { why: string; trust: Trust; offered: Offered; believed: boolean }[] = [
  { why: 'the first one met', trust: { is: 'first-use' }, offered: offer(first), believed: true },
  { why: 'the one remembered', trust: { is: 'remembered', key: first.key }, offered: offer(first), believed: true },
  { why: 'another', trust: { is: 'remembered', key: first.key }, offered: offer(stranger), believed: false },
  {
    why: 'one that came after it by its own word',
    trust: { is: 'remembered', key: first.key },
    offered: offer(third, [after(first, second), after(second, third)]),
    believed: true,
  },
  {
    why: 'one that came after it by nobody’s word',
    trust: { is: 'remembered', key: first.key },
    offered: offer(stranger, [{ ...after(first, second), signature: stranger.signed('x') }]),
    believed: false,
  },
  {
    why: 'the word for somebody else',
    trust: { is: 'remembered', key: first.key },
    offered: offer(stranger, [after(first, second)]),
    believed: false,
  },
  {
    why: 'the word of a device of that key',
    trust: { is: 'remembered', key: first.key },
    offered: offer(second, [
      { key: first.key, signature: first.signed('waymark succession', 'device', first.key, second.key) },
    ]),
    believed: false,
  },
  {
    why: 'a broken link in between',
    trust: { is: 'remembered', key: first.key },
    offered: offer(third, [after(first, second), after(stranger, third)]),
    believed: false,
  },
  { why: 'the token’s', trust: { is: 'digest', digest: digestOf(first.key) }, offered: offer(first), believed: true },
  {
    why: 'one that came after the token’s',
    trust: { is: 'digest', digest: digestOf(first.key) },
    offered: offer(second, [after(first, second)]),
    believed: true,
  },
  {
    why: 'not the token’s',
    trust: { is: 'digest', digest: digestOf(first.key) },
    offered: offer(second),
    believed: false,
  },
  {
    why: 'one of two that are listed',
    trust: { is: 'listed', keys: [first.key, second.key] },
    offered: offer(second),
    believed: true,
  },
  {
    why: 'one that came after a listed one: a list says exactly which',
    trust: { is: 'listed', keys: [first.key] },
    offered: offer(second, [after(first, second)]),
    believed: false,
  },
  {
    why: 'the right key with a signature by another',
    trust: { is: 'first-use' },
    offered: { ...offer(first), signature: stranger.signed('a question', bound) },
    believed: false,
  },
  {
    why: 'a proof for another connection',
    trust: { is: 'remembered', key: first.key },
    offered: offer(first, [], Buffer.alloc(32, 2).toString('base64url')),
    believed: false,
  },
]
for (const { why, trust, offered, believed } of rows)
  test(`${believed ? 'believed' : 'not believed'}: ${why}`, () => {
    assert.equal(judge(trust, offered).ok, believed)
  })

test('a connection that cannot be bound proves nobody', () => {
  const judged = judge({ is: 'first-use' }, offer(first), null)
  assert.match(judged.ok ? '' : judged.reason, /older than TLS 1\.3/)
})

test('any bit of the proof, of the key, of a word for it, or of the binding', () => {
  const formerly = [after(first, second), after(second, third)]
  const good = offer(third, formerly)
  const trust: Trust = { is: 'remembered', key: first.key }
  assert.ok(judge(trust, good).ok)
  const flip = (value: string, bit: number): string => {
    const bytes = Buffer.from(value, 'base64url')
    const at = bit % (bytes.length * 8)
    bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7))
    return bytes.toString('base64url')
  }
  const [one = after(first, second), two = after(second, third)] = formerly
  const bent: Record<string, (bit: number) => [Offered, string]> = {
    signature: bit => [{ ...good, signature: flip(good.signature, bit) }, bound],
    key: bit => [{ ...good, key: flip(good.key, bit) }, bound],
    word: bit => [{ ...good, formerly: [one, { ...two, signature: flip(two.signature, bit) }] }, bound],
    former: bit => [{ ...good, formerly: [{ ...one, key: flip(one.key, bit) }, two] }, bound],
    binding: bit => [good, flip(bound, bit)],
  }
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(bent)), fc.nat(511), (part, bit) => {
      const [offered, binding] = bent[part]?.(bit) ?? [good, bound]
      return !judge(trust, offered, binding).ok
    }),
    { numRuns: 500 },
  )
})
