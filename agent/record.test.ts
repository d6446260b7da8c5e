import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { allTold, tamper } from './ledger/scratch.ts'
import { patrolling } from './patrol.ts'
import { openRecord } from './record.ts'

const bench = (t: TestContext) => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'waymark-record-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  const dir = path.join(root, 'private')
  let made = 0
  const random = (bytes: number): Uint8Array => Buffer.alloc(bytes, ++made)
  return { dir, open: () => openRecord({ dir, now: () => 1_000, random, enrolled: false, say: () => {} }) }
}
const damage = (record: ReturnType<typeof openRecord>) =>
  record.health.told().filter(({ condition }) => condition === 'ledger-damaged')

test('a condition is an entry, and what the ledger found at its opening is a condition', t => {
  const { dir, open } = bench(t)
  let record = open()
  assert.deepEqual(record.health.told(), [])
  record.health.raise('sensor-failed', 'no access')
  assert.deepEqual(
    allTold(record.ledger).map(({ kind }) => kind),
    ['ledger-began', 'condition-changed'],
  )
  record.close()
  rmSync(path.join(dir, 'ledger.db'))
  record = open()
  assert.match(damage(record)[0]?.says ?? '', /its file was missing/)
  record.close()
})

test('F15: a row edited or taken out while the agent was stopped is told by the walk after its start', async t => {
  for (const [sql, says] of [
    [`UPDATE entry SET body = replace(body, 'no access', 'all well') WHERE seq = 300`, /entry 300: body/],
    ['DELETE FROM entry WHERE seq = 300', /entry 300: gap/],
    [`UPDATE entry SET account = 'wei' WHERE seq = 300`, /entry 300: column/],
    ['DELETE FROM entry WHERE seq = 1199', /entry 1199: gap/],
  ] as const) {
    const { dir, open } = bench(t)
    let record = open()
    record.ledger.recordAll(
      Array.from({ length: 1_199 }, (_, n) => ({
        kind: 'condition-changed',
        condition: `c-${n}`,
        state: 'raised',
        detail: 'no access',
      })),
    )
    record.ledger.acknowledge(record.ledger.head())
    record.close()
    tamper(path.join(dir, 'ledger.db'), sql)
    record = open()
    assert.deepEqual(damage(record), [])
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const stop = await patrolling(record.ledger, record.health).start()
    // Four pages, the last of them empty: far within the 20 s of a heartbeat.
    for (let i = 0; i < 4; i++) t.mock.timers.tick(50)
    assert.match(damage(record)[0]?.detail ?? '', says)
    await stop()
    t.mock.timers.reset()
    record.close()
  }
})

test('the walk begins again after an hour, over what is there by then', async t => {
  const { open } = bench(t)
  const record = open()
  let walks = 0
  const ledger = {
    walk: () => {
      walks++
      return record.ledger.walk()
    },
  }
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const stop = await patrolling(ledger, record.health).start()
  t.mock.timers.tick(50)
  assert.equal(walks, 1)
  t.mock.timers.tick(3_600_000)
  assert.equal(walks, 2)
  await stop()
  t.mock.timers.tick(7_200_000)
  assert.equal(walks, 2)
  assert.deepEqual(damage(record), [])
  record.close()
})
