import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, lstatSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { bench, scratchFolder } from './scratch.ts'

const mode = (place: string): string => (lstatSync(place).mode & 0o777).toString(8)

test('folder and files are for the daemon alone, and the way to the sockets stays open', t => {
  const root = scratchFolder(t)
  const dir = path.join(root, 'state', 'private')
  const ledger = bench(t, { dir }).open()
  const files = ['ledger.db', 'ledger.db-wal', 'ledger.head', 'ledger.holder'].map(name => mode(path.join(dir, name)))
  assert.deepEqual([mode(path.join(root, 'state')), mode(dir), ...files], ['711', '700', '600', '600', '600', '600'])
  ledger.close()
})

const loose: { why: string; make: (root: string, dir: string) => void; says: RegExp }[] = [
  { why: 'a folder that lets others in', make: (_, dir) => chmodSync(dir, 0o750), says: /lets others in \(mode 750\)/ },
  { why: 'a parent that others write to', make: root => chmodSync(root, 0o777), says: /may be written to by others/ },
  {
    why: 'a link to a folder',
    make: (root, dir) => {
      renameSync(dir, path.join(root, 'elsewhere'))
      symlinkSync(path.join(root, 'elsewhere'), dir)
    },
    says: /is not a folder/,
  },
  {
    why: 'a link to a file',
    make: (root, dir) => {
      writeFileSync(path.join(root, 'other.db'), '', { mode: 0o600 })
      symlinkSync(path.join(root, 'other.db'), path.join(dir, 'ledger.db'))
    },
    says: /is not a regular file/,
  },
  {
    why: 'a file that others read',
    make: (_, dir) => writeFileSync(path.join(dir, 'ledger.db'), '', { mode: 0o644 }),
    says: /lets others in \(mode 644\)/,
  },
]
for (const { why, make, says } of loose)
  test(`refused with a plain sentence: ${why}`, t => {
    const root = scratchFolder(t)
    const dir = path.join(root, 'private')
    mkdirSync(dir, { mode: 0o700 })
    make(root, dir)
    assert.throws(() => bench(t, { dir }).open(), { name: 'LooseFolder', message: says })
  })

test('a second opener is refused by name, in this process and in another', t => {
  const { open, dir, file } = bench(t)
  const ledger = open()
  assert.throws(open, { name: 'LedgerHeld', message: new RegExp(`pid ${process.pid}.* stop it first`) })
  const room = path.join(import.meta.dirname, 'ledger.ts')
  const script = `import { openLedger } from ${JSON.stringify(room)}
    try { openLedger({ dir: ${JSON.stringify(dir)}, now: () => 0, random: n => new Uint8Array(n) }) }
    catch (error) { console.log(error.name, error.message) }`
  const other = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  assert.match(other.stdout, new RegExp(`^LedgerHeld .*pid ${process.pid}`))
  assert.equal(ledger.record({ kind: 'detection-gone', detection: '00000000000000aa' })?.seq, 2)
  ledger.close()
  const again = open()
  assert.equal(again.head().seq, 2)
  again.close()
  const db = new DatabaseSync(file)
  db.close()
})

test('a ledger that a newer agent wrote is left alone', t => {
  const { open, file } = bench(t)
  open().close()
  const db = new DatabaseSync(file)
  db.exec('ALTER TABLE history ADD COLUMN more TEXT; PRAGMA user_version = 3')
  db.close()
  assert.throws(open, { name: 'LedgerNewer', message: /written by a newer agent/ })
})
