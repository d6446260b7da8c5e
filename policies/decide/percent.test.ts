import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fnv1a, withinPercent } from './percent.ts'

const device = (n: number): string => `d-${n.toString(16).padStart(32, '0')}`

// Published vectors of FNV-1a 32.
for (const [text, want] of [
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
] as const)
  test(`fnv-1a of '${text}'`, () => assert.equal(fnv1a(text), want))

test('bytes are UTF-8', () => {
  assert.equal(fnv1a('é'), Math.imul(Math.imul(0x811c9dc5 ^ 0xc3, 0x01000193) ^ 0xa9, 0x01000193) >>> 0)
})
test('0 takes nobody and 100 everybody', () => {
  for (let n = 0; n < 200; n++) {
    assert.equal(withinPercent('r', device(n), 0), false)
    assert.equal(withinPercent('r', device(n), 100), true)
  }
})
test('the same devices stay in as the share grows', () => {
  for (let n = 0; n < 200; n++) {
    const steps = [1, 5, 25, 50, 99].map(percent => withinPercent('claude-code', device(n), percent))
    assert.deepEqual(steps, steps.toSorted())
  }
})
test('a quarter is about a quarter', () => {
  const among = Array.from({ length: 4_000 }, (_, n) => withinPercent('claude-code', device(n), 25)).filter(Boolean)
  assert.ok(among.length > 850 && among.length < 1_150, String(among.length))
})
test('rule and device are joined by a zero byte, and the place is one of 10,000', () => {
  for (const [rule, id] of [
    ['r', device(1)],
    ['claude-code', device(77)],
  ] as const) {
    const place = fnv1a(`${rule}\0${id}`) % 10_000
    assert.equal(withinPercent(rule, id, Math.floor(place / 100)), false)
    assert.equal(withinPercent(rule, id, Math.floor(place / 100) + 1), true)
  }
})
