import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { chainFaults } from '../../protocol/chain.ts'
import { LedgerList } from '../../protocol/desk.ts'
import type { Entry } from '../../protocol/entry.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { bench, detection, HOUR, report, TEN } from './scratch.ts'

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')
const ID = detection().id

test('the first entry says why the epoch began, and each one chains to the one before', t => {
  const { open } = bench(t)
  const ledger = open()
  ledger.record({ kind: 'detection-seen', detection: report() })
  const [first, second] = ledger.unsent()
  assert.match(first?.body ?? '', /"kind":"ledger-began".*"why":"first"/)
  // The chain as DESIGN section 5 has it, worked out here by hand.
  const before = sha(`${'0'.repeat(64)}\n${first?.epoch}\n1\n${sha(first?.body ?? '')}`)
  assert.equal(first?.hash, before)
  assert.equal(second?.hash, sha(`${before}\n${second?.epoch}\n2\n${sha(second?.body ?? '')}`))
  assert.deepEqual(ledger.head(), { epoch: second?.epoch, seq: 2, hash: second?.hash })
  ledger.close()
})

test('what tells of a person is dated by the hour, what tells of the machine exactly', t => {
  const { open, clock } = bench(t)
  const ledger = open()
  ledger.recordAll([
    { kind: 'detection-seen', detection: report() },
    { kind: 'notice-shown', detection: ID, response: 'notify', via: 'terminal', language: 'en' },
    { kind: 'policy-applied', policy: 'p', serial: 1, digest: 'a'.repeat(64) },
  ])
  assert.deepEqual(
    ledger.list({ all: true }).entries.map(({ at }) => at),
    [clock.now, TEN, TEN, clock.now],
  )
  ledger.close()
})

test('every body has a salt of its own', t => {
  const { open } = bench(t)
  const ledger = open()
  const same = { kind: 'detection-gone', detection: ID } as const
  const digests = ledger.recordAll([same, same, same]).map(({ digest }) => digest)
  assert.equal(new Set(digests).size, 3)
  ledger.close()
})

test('all drafts are written or none, and what is no report is refused', t => {
  const { open } = bench(t)
  const ledger = open()
  const bad = { kind: 'enrolled', device: 'not-a-device', console: 'https://c.example' } as const
  const told: number[] = []
  ledger.onRecorded(entries => told.push(entries.length))
  assert.throws(() => ledger.recordAll([{ kind: 'detection-seen', detection: report() }, bad]), /not a report: device/)
  assert.throws(() => ledger.record({ ...bad, prompt: 'x' } as typeof bad), /not a report/)
  assert.equal(ledger.head().seq, 1)
  assert.deepEqual(ledger.known(), [])
  assert.deepEqual(told, [])
  ledger.close()
})

test('a person sees their own and nobody’s, of others only the chain, which still holds', t => {
  const { open } = bench(t)
  const ledger = open()
  ledger.recordAll([
    { kind: 'detection-seen', detection: report() },
    { kind: 'detection-seen', detection: report({ id: '00000000000000bb', account: 'wei' }) },
    // A draft that forgets whose it is: the ledger knows.
    { kind: 'notice-shown', detection: '00000000000000bb', response: 'notify', via: 'desktop', language: 'en' },
    { kind: 'detection-gone', detection: '00000000000000bb' },
  ])
  ledger.repeat('00000000000000bb', null)
  ledger.repeat(ID, 'lin')
  const list = ledger.list({ account: 'lin' })
  assert.ok(LedgerList.safeParse({ ...list, device: null }).success)
  assert.deepEqual(
    list.entries.map(({ kind }) => kind),
    ['ledger-began', 'detection-seen', 'withheld', 'withheld', 'withheld'],
  )
  assert.ok(!JSON.stringify(list).includes('wei'))
  assert.ok(!JSON.stringify(list).includes('00000000000000bb'))
  assert.deepEqual(chainFaults(sha, list.entries, '0'.repeat(64)), [])
  assert.equal(list.open.length, 1)
  assert.equal(ledger.list({ all: true }).open.length, 2)
  assert.ok(ledger.list({ all: true }).entries.every(({ withheld }) => withheld === undefined))
  ledger.close()
})

test('a long ledger comes in pages', t => {
  const { open } = bench(t)
  const ledger = open()
  const gone = { kind: 'detection-gone', detection: ID } as const
  ledger.recordAll(Array.from({ length: LIMITS.array + 4 }, () => gone))
  const first = ledger.list({ all: true }).entries
  const second = ledger.list({ all: true }, first.at(-1)?.seq).entries
  assert.deepEqual([first.length, second.length, second[0]?.seq], [LIMITS.array, 5, LIMITS.array + 1])
  ledger.close()
})

test('repeats of an hour are counted, survive a restart, and become one entry when it is over', t => {
  const { open, clock } = bench(t)
  let ledger = open()
  ledger.record({ kind: 'detection-seen', detection: report() })
  ledger.repeat(ID, null)
  ledger.repeat(ID, null, 3)
  assert.deepEqual(ledger.closeHours(), [])
  ledger.close()
  ledger = open()
  assert.deepEqual(ledger.list({ all: true }).open, [
    { detection: ID, hour: TEN, account: 'lin', count: 4, what: 'started' },
  ])
  clock.now = TEN + HOUR
  ledger.repeat(ID, null)
  const [entry, ...more] = ledger.closeHours()
  assert.deepEqual(more, [])
  assert.match(entry?.body ?? '', /"count":4,.*"hour":1795255200000/)
  assert.equal(ledger.list({ all: true }).open[0]?.hour, TEN + HOUR)
  assert.deepEqual(ledger.closeHours(), [])
  ledger.close()
})

test('a tool is first seen where it was first seen, whatever became of that place; a trace is none', t => {
  const ledger = bench(t).open()
  const seen = (over: Parameters<typeof report>[0]) =>
    ledger.record({ kind: 'detection-seen', detection: report(over) })
  seen({ id: '00000000000000a1', state: 'trace', firstSeen: TEN - 2 * HOUR })
  assert.equal(ledger.firstSeen('claude-code', 'lin'), null)
  seen({ id: '00000000000000a2', firstSeen: TEN - HOUR })
  ledger.record({ kind: 'detection-gone', detection: '00000000000000a2' })
  seen({ id: '00000000000000a3', firstSeen: TEN })
  assert.equal(ledger.firstSeen('claude-code', 'lin'), TEN - HOUR)
  assert.equal(ledger.firstSeen('claude-code', 'mia'), null)
  ledger.close()
})

test('when a tool was first seen is the same for one who asks all the time and one who asks first', t => {
  const { open } = bench(t)
  let ledger = open()
  const at = [TEN - HOUR, TEN - 3 * HOUR, TEN - 2 * HOUR, TEN - 9 * HOUR]
  const seen = (id: number, state: 'trace' | 'present', firstSeen: number, tool = 'claude-code'): void => {
    ledger.record({ kind: 'detection-seen', detection: report({ id: `00000000000000a${id}`, state, firstSeen, tool }) })
  }
  const asked: (number | null)[] = []
  const ask = (): number => asked.push(ledger.firstSeen('claude-code', 'lin'))
  ask()
  seen(1, 'present', TEN - HOUR)
  ask()
  seen(2, 'trace', TEN - 3 * HOUR)
  ask()
  seen(2, 'present', TEN - HOUR)
  ask()
  seen(3, 'present', TEN - 9 * HOUR, 'cursor')
  ask()
  ledger.restoreFirstSightings([{ detection: '00000000000000a1', at: TEN - 9 * HOUR }])
  ask()
  assert.deepEqual(asked, [null, at[0], at[0], at[1], at[1], at[3]])
  ledger.close()
  ledger = open()
  assert.equal(ledger.firstSeen('claude-code', 'lin'), at[3])
  ledger.close()
})

test('history is what the entries add up to', t => {
  const { open, clock } = bench(t)
  let ledger = open()
  assert.equal(ledger.history(ID), null)
  ledger.record({ kind: 'detection-seen', detection: report() })
  const notice = { kind: 'notice-shown', detection: ID, response: 'notify', language: 'en' } as const
  ledger.record({ ...notice, via: 'none' })
  assert.equal(ledger.history(ID)?.noticesShown, 0)
  assert.deepEqual(ledger.noticed(ID), { lastResponse: null, missed: clock.now })
  ledger.record({ ...notice, via: 'terminal' })
  assert.deepEqual(ledger.noticed(ID), { lastResponse: 'notify', missed: null })
  ledger.record({ kind: 'detection-gone', detection: ID })
  ledger.close()
  ledger = open()
  assert.deepEqual(ledger.history(ID), {
    firstSeen: TEN,
    noticesShown: 1,
    lastNotice: clock.now,
    deferralsUsed: 0,
    deferredUntil: null,
    pausedFor: 0,
    disputedSince: null,
  })
  assert.deepEqual(ledger.known(), [])
  ledger.close()
})

test('first sightings that the console gives back are never later than our own', t => {
  const { open } = bench(t)
  const ledger = open()
  ledger.record({ kind: 'detection-seen', detection: report() })
  ledger.restoreFirstSightings([
    { detection: ID, at: TEN - 9 * HOUR },
    { detection: '00000000000000cc', at: TEN - HOUR },
  ])
  ledger.restoreFirstSightings([{ detection: ID, at: TEN + HOUR }])
  assert.equal(ledger.history(ID)?.firstSeen, TEN - 9 * HOUR)
  assert.equal(ledger.history('00000000000000cc')?.firstSeen, TEN - HOUR)
  ledger.close()
})

test('whoever listens is told after the commit, until they stop', t => {
  const { open } = bench(t)
  const ledger = open()
  const told: (readonly Entry[])[] = []
  const stop = ledger.onRecorded(entries => {
    assert.equal(ledger.unsent().at(-1)?.seq, entries.at(-1)?.seq)
    told.push(entries)
  })
  ledger.recordAll([])
  ledger.record({ kind: 'detection-gone', detection: ID })
  stop()
  ledger.record({ kind: 'detection-gone', detection: ID })
  assert.equal(told.length, 1)
  ledger.close()
})

test('ten thousand entries: what a commit costs here, and a walk over all', t => {
  const { open } = bench(t, { pace: { burst: 20_000, perSecond: 0 } })
  const ledger = open()
  const gone = { kind: 'detection-gone', detection: ID } as const
  const before = performance.now()
  for (let i = 0; i < 1_000; i++) ledger.record(gone)
  const each = (performance.now() - before) / 1_000
  ledger.recordAll(Array.from({ length: 9_000 }, () => gone))
  const walk = performance.now()
  assert.deepEqual(ledger.verify(), [])
  t.diagnostic(`${each.toFixed(3)} ms an entry on disk; all verified in ${(performance.now() - walk).toFixed(0)} ms`)
  assert.equal(ledger.depth(), 10_001)
  ledger.close()
})

test('what is known is what the file holds: after a write that failed, and after a start', t => {
  const { open } = bench(t)
  let ledger = open()
  assert.deepEqual(ledger.known(), [])
  const seen = { kind: 'detection-seen', detection: report() } as const
  assert.throws(() => ledger.recordAll([seen, { kind: 'nothing that there is' } as unknown as typeof seen]))
  assert.deepEqual(ledger.known(), [])
  ledger.record(seen)
  ledger.record({ kind: 'detection-changed', detection: report({ state: 'running', pid: 7 }) })
  const told = ledger.known()
  assert.deepEqual(
    told.map(({ id, state }) => [id, state]),
    [[ID, 'running']],
  )
  const other = report({ id: '00000000000000bb' })
  ledger.recordAll([
    { kind: 'detection-seen', detection: other },
    { kind: 'detection-gone', detection: other.id },
  ])
  assert.deepEqual(ledger.known(), told)
  ledger.close()
  ledger = open()
  assert.deepEqual(ledger.known(), told)
  ledger.close()
})

test('what is written goes into the log, and tidying moves it into the file', t => {
  const { open, dir } = bench(t)
  const ledger = open()
  ledger.tidy()
  const size = (): number => statSync(join(dir, 'ledger.db')).size
  const before = size()
  for (let i = 0; i < 50; i++) ledger.record({ kind: 'detection-seen', detection: report() })
  assert.equal(size(), before)
  ledger.tidy()
  assert.ok(size() > before)
  assert.deepEqual(ledger.verify(), [])
  ledger.close()
})
