import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { troubleOf } from './trouble.ts'

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

test('what SQLite says of the machine is trouble; what it says of the file or of us is not', () => {
  const db = new DatabaseSync(':memory:')
  db.exec('CREATE TABLE t (a TEXT) STRICT')
  assert.equal(
    troubleOf(thrownBy(() => db.exec('PRAGMA query_only = ON; INSERT INTO t VALUES (1)'))),
    'ledger-unwritable',
  )
  db.exec('PRAGMA query_only = OFF; PRAGMA max_page_count = 2')
  const fill = (): void => db.exec(`INSERT INTO t VALUES (hex(zeroblob(9000)))`)
  assert.equal(troubleOf(thrownBy(fill)), 'disk-full')
  assert.equal(troubleOf(thrownBy(() => db.exec('SELECT nothing'))), null)
  assert.equal(troubleOf(thrownBy(() => new DatabaseSync('/nowhere/at/all'))), 'ledger-unwritable')
  db.close()
  // A failed write, and a read past the end: neither can be had here without a broken disk.
  assert.equal(troubleOf(Object.assign(new Error(), { errcode: 10 | (4 << 8) })), 'ledger-unwritable')
  assert.equal(troubleOf(Object.assign(new Error(), { errcode: 10 | (2 << 8) })), null)
  for (const other of [new Error('disk full'), null, undefined, 13, 'text', { errcode: '13' }])
    assert.equal(troubleOf(other), null)
})
