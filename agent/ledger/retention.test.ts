import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { bench, detection, HOUR, report } from './scratch.ts'

const DAY = 24 * HOUR
const ID = detection().id

test('bodies go by kind and age once they are acknowledged; hashes, history and what is known stay', t => {
  const { open, clock } = bench(t)
  const ledger = open()
  ledger.record({ kind: 'detection-seen', detection: report() })
  ledger.record({ kind: 'notice-shown', detection: ID, response: 'notify', via: 'desktop', language: 'en' })
  ledger.record({ kind: 'policy-applied', policy: 'p', serial: 1, digest: 'a'.repeat(64) })
  const kept = { detections: 90 * DAY, notices: 30 * DAY }
  const erased = (): number[] =>
    ledger.list({ all: true }).entries.flatMap(({ seq, erasedOn }) => (erasedOn === undefined ? [] : [seq]))
  clock.now += 31 * DAY
  assert.equal(ledger.retain(kept), 0)
  ledger.acknowledge(ledger.head())
  assert.equal(ledger.retain(kept), 1)
  assert.deepEqual(erased(), [3])
  clock.now += 60 * DAY
  ledger.record({ kind: 'detection-changed', detection: report({ version: '3' }) })
  assert.equal(ledger.retain(kept), 1)
  assert.deepEqual(erased(), [2, 3])
  assert.equal(ledger.list({ all: true }).entries[1]?.erasedOn, clock.now)
  assert.deepEqual(ledger.verify(), [])
  assert.equal(ledger.history(ID)?.noticesShown, 1)
  assert.equal(ledger.known()[0]?.version, '3')
  ledger.close()
})

test('what is erased is not in the files any more', t => {
  const { open, clock, file } = bench(t)
  const ledger = open()
  const marked = report({ version: 'erase-me-8b1f' })
  ledger.record({ kind: 'detection-seen', detection: marked })
  ledger.record({ kind: 'detection-gone', detection: ID })
  const holds = (end: string): boolean => readFileSync(file + end).includes('erase-me-8b1f')
  assert.ok(holds('') || holds('-wal'))
  ledger.acknowledge(ledger.head())
  clock.now += 91 * DAY
  ledger.retain({ detections: 90 * DAY, notices: 30 * DAY })
  assert.equal(holds('') || holds('-wal'), false)
  ledger.close()
})
