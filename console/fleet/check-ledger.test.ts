import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { enrolled } from '../store/contract/with-store.ts'
import { began, chained, deviceId, epochId, gone, hours, seen } from '../store/sample.ts'
import { openSqlite } from '../store/sqlite.ts'
import { checkLedger } from './check-ledger.ts'

const D = deviceId(1)
const E1 = epochId(1)
const E2 = epochId(2)

/** Two epochs on disk; then `damage` is done to the closed file, as a hand in the database would. */
const after = async (damage: string) => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-check-'))
  try {
    const store = await openSqlite(dir)
    await enrolled(store, D)
    await store.appendEntries(D, chained(E1, [began, seen(1), seen(2)]), hours(1))
    await store.appendEntries(D, chained(E2, [began, seen(1), gone(1)]), hours(2))
    await store.close()
    const file = new DatabaseSync(path.join(dir, 'console.sqlite'))
    if (damage !== '') file.exec(damage)
    file.close()
    const again = await openSqlite(dir)
    const checked = await checkLedger(again, D)
    await again.close()
    return checked
  } finally {
    await rm(dir, { recursive: true })
  }
}
const BODY = `UPDATE entry SET body = replace(body, '"banned"', '"allowed"')`

const cases = [
  { why: 'what was left alone holds', damage: '', faults: [] },
  {
    why: 'a changed byte',
    damage: `${BODY} WHERE place = 1 AND seq = 2`,
    faults: [{ epoch: E1, seq: 2, fault: 'body' }],
  },
  {
    why: 'a changed body with its digest mended breaks the chain',
    damage: `UPDATE entry SET digest = '${'0'.repeat(64)}', body = NULL, erased_on = 1 WHERE place = 2 AND seq = 2`,
    faults: [{ epoch: E2, seq: 2, fault: 'hash' }],
  },
  {
    why: 'a missing entry',
    damage: 'DELETE FROM entry WHERE place = 1 AND seq = 2',
    faults: [{ epoch: E1, seq: 2, fault: 'gap' }],
  },
  {
    why: 'a column that says something else',
    damage: `UPDATE entry SET account = 'mia' WHERE place = 2 AND seq = 3`,
    faults: [{ epoch: E2, seq: 3, fault: 'column' }],
  },
]
for (const { why, damage, faults } of cases)
  test(`ledger at the console: ${why}`, async () => {
    const checked = await after(damage)
    assert.deepEqual(checked.faults.map(({ epoch, seq, fault }) => ({ epoch, seq, fault })).slice(0, 1), faults)
  })
