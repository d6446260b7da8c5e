import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { CHAIN_START, chainFaults, chainHash } from './chain.ts'

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')
const EPOCH = 'e'.repeat(32)

const chain = (length: number) => {
  let before = CHAIN_START
  return Array.from({ length }, (_, i) => {
    const body = `{"n":${i + 1}}`
    const link = { epoch: EPOCH, seq: i + 1, digest: sha(body) }
    before = chainHash(sha, before, link)
    return { ...link, hash: before, body: body as string | null }
  })
}

test('the hash is the one that DESIGN names, so that others can work it out', () => {
  // SHA-256 of 64 zeros, the epoch, 1 and the SHA-256 of {"n":1}, each on a line, none after the last: by Python's hashlib.
  assert.equal(chain(1)[0]?.hash, 'ea739be72c35d33026532698eb12ffa09311b430b80839d2025416dab6a552e9')
})

const cases: { why: string; change: (links: ReturnType<typeof chain>) => ReturnType<typeof chain>; want: string }[] = [
  { why: 'a whole chain', change: links => links, want: '' },
  { why: 'erased bodies', change: links => links.map(l => ({ ...l, body: null })), want: '' },
  { why: 'a changed body', change: links => links.with(2, { ...at(links, 2), body: '{"n":4}' }), want: '3 body' },
  {
    why: 'a changed digest behind an erased body',
    change: links => links.with(2, { ...at(links, 2), body: null, digest: sha('x') }),
    want: '3 hash',
  },
  {
    why: 'a changed hash',
    change: links => links.with(2, { ...at(links, 2), hash: sha('x') }),
    want: '3 hash, 4 hash',
  },
  { why: 'another epoch', change: links => links.with(1, { ...at(links, 1), epoch: 'f'.repeat(32) }), want: '2 hash' },
  { why: 'a missing entry', change: links => links.toSpliced(2, 1), want: '3 gap' },
  {
    why: 'two in the wrong order',
    change: links => links.with(1, at(links, 2)).with(2, at(links, 1)),
    want: '2 gap, 4 gap, 3 gap',
  },
  {
    why: 'a changed body whose digest and hash were made to fit',
    change: links => {
      const link = { ...at(links, 1), body: '{"n":9}', digest: sha('{"n":9}') }
      return links.with(1, { ...link, hash: chainHash(sha, at(links, 0).hash, link) })
    },
    want: '3 hash',
  },
]
const at = (links: ReturnType<typeof chain>, index: number) => {
  const link = links[index]
  if (link === undefined) throw new Error('no such link')
  return link
}
for (const { why, change, want } of cases)
  test(`the chain: ${why}`, () => {
    const faults = chainFaults(sha, change(chain(5)), CHAIN_START)
    assert.equal(faults.map(({ seq, fault }) => `${seq} ${fault}`).join(', '), want)
  })

test('a page of a chain is checked from the hash before it', () => {
  const links = chain(5)
  assert.deepEqual(chainFaults(sha, links.slice(2), at(links, 1).hash), [])
  assert.deepEqual(chainFaults(sha, links.slice(2), CHAIN_START), [{ seq: 3, fault: 'hash' }])
  assert.deepEqual(chainFaults(sha, [], CHAIN_START), [])
})
