import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { MIGRATIONS } from '../../console/store/migrations.ts'
import { openSqlite } from '../../console/store/sqlite.ts'

/**
 * F29, as far as it can be without an older release: a store that a newer console wrote. A newer ledger is tried in
 * `agent/ledger/folder.test.ts`, another wire in `console/intake/malformed.test.ts`.
 */
const storeDir = async (t: TestContext): Promise<string> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-versions-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  return dir
}
const within = (dir: string, work: (db: DatabaseSync) => void): void => {
  const db = new DatabaseSync(path.join(dir, 'console.sqlite'))
  work(db)
  db.close()
}

test('F29: a store that a newer console wrote is left alone, and the message says so', async t => {
  const dir = await storeDir(t)
  await (await openSqlite(dir)).close()
  within(dir, db => db.exec("INSERT INTO kysely_migration VALUES ('9999-later', '2027-01-01T00:00:00Z')"))
  await assert.rejects(openSqlite(dir), { message: /written by a newer console \(its step 9999-later is not known/ })
  within(dir, db =>
    assert.equal(db.prepare('SELECT count(*) AS n FROM kysely_migration').get()?.n, Object.keys(MIGRATIONS).length + 1),
  )
})
