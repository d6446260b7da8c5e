import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReportDraft } from './draft.ts'
import { MOST } from './held.ts'
import type { Ledger } from './ledger.ts'
import { allTold, bench, countTold, detection, HOUR, report, TEN, tamper } from './scratch.ts'

const ID = detection().id
const idOf = (n: number): string => n.toString(16).padStart(16, '0')
const seen = (n: number, account = 'lin'): ReportDraft => ({
  kind: 'detection-seen',
  detection: report({ id: idOf(n), account }),
})
const condition = (n: number, state: 'raised' | 'cleared' = 'raised'): ReportDraft => ({
  kind: 'condition-changed',
  condition: `c-${n}`,
  state,
  detail: '',
})
/** The kind of each entry, with what it is about. */
const told = (ledger: Ledger): string[] =>
  allTold(ledger).map(report => {
    const { what, detection, condition, state, count } = report as Partial<Record<string, unknown>>
    const about = typeof detection === 'object' ? (detection as { version: string }).version : (condition ?? detection)
    return [report.kind, what, about, state, count].filter(word => word !== undefined).join(' ')
  })
const few = { pace: { burst: 2, perSecond: 1 } }

test('what comes faster than the pace is held, folded by its subject, and told when there is time', t => {
  const { open, clock } = bench(t, few)
  const ledger = open()
  const drafts = [
    condition(1),
    seen(1),
    condition(2),
    condition(2, 'cleared'),
    { kind: 'detection-changed', detection: report({ id: idOf(1), version: '2' }) },
    { kind: 'detection-changed', detection: report({ id: idOf(1), version: '3' }) },
    { kind: 'policy-applied', policy: 'p', serial: 1, digest: 'a'.repeat(64) },
  ] as const
  assert.equal(ledger.recordAll(drafts).length, 2)
  assert.equal(ledger.record(condition(2)), null)
  // What is held counts already: nothing that follows of it waits.
  assert.equal(ledger.known()[0]?.version, '3')
  assert.deepEqual(ledger.closeHours(), [])
  clock.now += 60_000
  ledger.closeHours()
  ledger.closeHours()
  assert.deepEqual(told(ledger), [
    'ledger-began',
    'condition-changed c-1 raised',
    'detection-seen 2.1.112',
    'folded condition c-2 2',
    'condition-changed c-2 raised',
    'folded detection 0000000000000001 1',
    'detection-changed 3',
  ])
  clock.now += 60_000
  ledger.closeHours()
  assert.deepEqual(told(ledger).slice(7), ['policy-applied'])
  assert.equal(countTold(ledger).reports, 8)
  assert.deepEqual(ledger.verify(), [])
  ledger.close()
})

test('an entry never overtakes what is held of its subject, and what is held survives a restart', t => {
  const { open, clock } = bench(t, few)
  let ledger = open()
  ledger.recordAll([condition(1), condition(2), condition(3)])
  clock.now += 10_000
  assert.equal(ledger.record(condition(3, 'cleared')), null)
  assert.equal(ledger.record(condition(4))?.seq, 4)
  ledger.close()
  ledger = open()
  ledger.closeHours()
  assert.deepEqual(told(ledger).slice(3), [
    'condition-changed c-4 raised',
    'folded condition c-3 1',
    'condition-changed c-3 cleared',
  ])
  ledger.close()
})

test('too many subjects to tell apart are one number an account; a detection among them is found again', t => {
  const { open, clock } = bench(t, { pace: { burst: 100, perSecond: 1_000 } })
  const ledger = open()
  const many = Array.from({ length: 100 + MOST.rows }, (_, n) => seen(n + 1))
  ledger.recordAll([...many, seen(9_001), seen(9_002, 'wei'), seen(150)])
  // Not known: the next look finds it and tells it, then with what it is.
  assert.equal(ledger.history(idOf(9_001)), null)
  assert.equal(ledger.known().length, many.length)
  for (let i = 0; i < 30; i++) {
    clock.now += 1_000
    ledger.closeHours()
  }
  assert.deepEqual(told(ledger).slice(-2), ['folded detection 1', 'folded detection 1'])
  assert.deepEqual(
    told(ledger).filter(line => line.startsWith('folded detection 0')),
    ['folded detection 0000000000000096 1'],
  )
  assert.equal(countTold(ledger).reports, many.length + 3)
  // The last entry is wei's number.
  assert.deepEqual(
    ledger.list({ account: 'lin' }, ledger.head().seq - 2).entries.map(({ kind }) => kind),
    ['folded', 'withheld'],
  )
  ledger.close()
})

test('near the bound of what waits, entries wait an hour; at the bound, until there is room', t => {
  const { open, clock } = bench(t, { bound: { rows: 20, bytes: 1e9 }, pace: { burst: 100, perSecond: 100 } })
  let ledger = open()
  ledger.recordAll(Array.from({ length: 17 }, (_, n) => condition(n)))
  assert.equal(ledger.depth(), 18)
  ledger.repeat(ID, 'lin', 3)
  assert.equal(ledger.record(condition(20)), null)
  assert.equal(ledger.record(condition(20, 'cleared')), null)
  clock.now += HOUR - 1
  assert.deepEqual(ledger.closeHours(), [])
  clock.now += 1
  assert.equal(ledger.closeHours().length, 2)
  assert.equal(ledger.depth(), 20)
  ledger.record(condition(21))
  clock.now += 2 * HOUR
  assert.deepEqual(ledger.closeHours(), [])
  ledger.close()
  ledger = open()
  assert.deepEqual(ledger.closeHours(), [])
  // Hours stay open as well.
  assert.deepEqual(
    ledger.list({ all: true }).open.map(({ hour, count }) => [hour, count]),
    [[TEN, 3]],
  )
  const fifth = ledger.unsent()[4]
  ledger.acknowledge({ epoch: fifth?.epoch ?? '', seq: 5, hash: fifth?.hash ?? '' })
  assert.deepEqual(
    ledger.closeHours().map(({ body }) => JSON.parse(body).kind),
    ['repeated', 'condition-changed'],
  )
  // A console that has lost them asks for them again, and they count again.
  ledger.resumeFrom(null)
  assert.equal(ledger.record(condition(22)), null)
  assert.deepEqual(countTold(ledger), { reports: 20, starts: 3 })
  ledger.close()
})

test('the bound is one of bytes, too', t => {
  const { open } = bench(t, { bound: { rows: 1e9, bytes: 10_000 } })
  const ledger = open()
  const drafts = Array.from({ length: 100 }, (_, n) => ({ ...condition(n), detail: 'x'.repeat(700) }))
  let written = 0
  for (const draft of drafts) if (ledger.record(draft) !== null) written++
  assert.ok(written >= 8 && written <= 10, `${written}`)
  ledger.close()
})

test('open hours that pile up at the bound become numbers', t => {
  const { open, clock, file } = bench(t, { bound: { rows: 1, bytes: 1e9 } })
  let ledger = open()
  ledger.close()
  const rows = (account: string, from: number): string =>
    `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${from + 2_999})
     INSERT INTO open SELECT '${ID}', ${TEN - 10_000 * HOUR} + i * ${HOUR}, ${account}, 2 FROM n;`
  tamper(file, rows(`'lin'`, 0))
  ledger = open()
  assert.deepEqual(ledger.closeHours(), [])
  assert.equal(ledger.list({ all: true }).open.length, 1_000)
  ledger.close()
  tamper(file, rows('NULL', 3_000))
  ledger = open()
  ledger.closeHours()
  assert.deepEqual(ledger.list({ all: true }).open, [])
  ledger.acknowledge(ledger.head())
  clock.now += 1_000
  ledger.closeHours()
  assert.deepEqual(countTold(ledger), { reports: 0, starts: 12_000 })
  assert.deepEqual(told(ledger).slice(1), [`folded started ${ID} 6000`, `folded started ${ID} 6000`])
  ledger.close()
})

test('a storm of starts is counted in memory and written a second later, or at the end', t => {
  const asked: (number | null)[] = []
  const { open, clock, dir } = bench(t, { later: ms => asked.push(ms) })
  let ledger = open()
  for (let i = 0; i < 5_000; i++) ledger.repeat(idOf(i % 3), 'lin')
  const counted = (): number => ledger.list({ all: true }).open.reduce((sum, { count }) => sum + count, 0)
  assert.equal(counted(), 100)
  assert.deepEqual(asked, [1_000])
  ledger.closeHours()
  assert.equal(counted(), 5_000)
  assert.deepEqual(asked, [1_000])
  clock.now += 500
  for (let i = 0; i < 100; i++) ledger.repeat(idOf(i % 3), 'lin')
  ledger.close()
  ledger = bench(t, { dir }).open()
  assert.equal(counted(), 5_100)
  ledger.close()
})

test('more detections than can be told apart start in a storm: one number', t => {
  const { open, clock } = bench(t)
  const ledger = open()
  const starts = 100 + MOST.rows + 7
  for (let i = 0; i < starts; i++) ledger.repeat(idOf(i), null)
  clock.now += HOUR
  ledger.closeHours()
  clock.now += 60_000
  ledger.closeHours()
  assert.deepEqual(countTold(ledger), { reports: 0, starts })
  ledger.close()
})
