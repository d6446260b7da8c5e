import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DetectionReport } from '../../protocol/detection.ts'
import { detection, TEN } from './scratch.ts'
import { toReport } from './to-report.ts'

test('what stays on the machine is taken out, and times are whole hours', () => {
  const told = toReport(detection({ pid: 4_711, device: `d-${'0'.repeat(32)}`, host: 'lin-laptop' }))
  assert.deepEqual(
    Object.keys(told).filter(key => ['pid', 'device', 'host'].includes(key)),
    [],
  )
  assert.equal(told.firstSeen, TEN)
  assert.equal(told.lastSeen, TEN)
  assert.ok(DetectionReport.safeParse(told).success)
})

test('the longest that a sensor can hand over still fits an entry, the same on every look', () => {
  const evidence = Array.from({ length: 32 }, (_, i) => ({
    indicator: `${'t'.repeat(64)}/${'i'.repeat(100)}${i}`,
    kind: 'path' as const,
    strength: 'weak' as const,
    matched: '界'.repeat(1_024),
  }))
  const longest = { name: '界'.repeat(256), version: '界'.repeat(256), inside: '界'.repeat(256) }
  const told = toReport(detection({ ...longest, path: '界'.repeat(1_024), account: '界'.repeat(256), evidence }))
  assert.ok(Buffer.byteLength(JSON.stringify(told)) < 16 * 1024 - 2 * 1024)
  assert.ok(told.evidence.length > 0)
  assert.ok(DetectionReport.safeParse(told).success)
})

test('pieces of one indicator stand in the order of what they matched; where that is enough, only that is cut', () => {
  const piece = (indicator: string, matched: string) => ({
    indicator: `claude-code/${indicator}`,
    kind: 'path' as const,
    strength: 'weak' as const,
    matched,
  })
  const pieces = [piece('b', 'x'), piece('a', 'z'), piece('a', 'y'), piece('a', 'z')]
  const order = (evidence: typeof pieces) =>
    toReport(detection({ evidence })).evidence.map(({ indicator, matched }) => `${indicator.at(-1)}${matched}`)
  assert.deepEqual(order(pieces), ['ay', 'az', 'az', 'bx'])
  assert.deepEqual(order(pieces.toReversed()), ['ay', 'az', 'az', 'bx'])
  const long = Array.from({ length: 32 }, (_, n) => piece(`i${n}`, 'm'.repeat(1_000)))
  const told = toReport(detection({ evidence: long }))
  assert.deepEqual([told.evidence.length, told.evidence[0]?.matched.length], [32, 128])
})
