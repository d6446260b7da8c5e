import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { privateFile, privateFolder } from './folder.ts'
import { openLedger } from './ledger.ts'
import { bench, scratchFolder, tamper } from './scratch.ts'

const mode = (place: string): string => (lstatSync(place).mode & 0o777).toString(8)

test('folder and files are for the daemon alone, and the way to the sockets stays open', t => {
  const root = scratchFolder(t)
  const dir = path.join(root, 'above', 'state', 'private')
  const ledger = bench(t, { dir }).open()
  const files = ['ledger.db', 'ledger.db-wal', 'ledger.head', 'ledger.holder'].map(name => mode(path.join(dir, name)))
  assert.deepEqual([mode(path.dirname(dir)), mode(dir), ...files], ['711', '700', '600', '600', '600', '600'])
  ledger.close()
})

const loose: { why: string; make: (root: string, dir: string) => void; says: RegExp }[] = [
  { why: 'a folder that lets others in', make: (_, dir) => chmodSync(dir, 0o750), says: /lets others in \(mode 750\)/ },
  { why: 'a parent that others write to', make: root => chmodSync(root, 0o777), says: /may be written to by others/ },
  {
    why: 'a parent that is a link',
    make: (root, dir) => {
      renameSync(dir, path.join(root, 'elsewhere'))
      rmSync(root, { recursive: true })
      symlinkSync('/', root)
    },
    says: /is a link to one: name the folder itself/,
  },
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

for (const [why, place, code] of [
  ['a file on the way', 'file/x/private', 'ENOTDIR'],
  ['a name that is too long', 'x'.repeat(300), 'ENAMETOOLONG'],
] as const)
  test(`what the system says of a place goes on unchanged: ${why}`, t => {
    const root = scratchFolder(t)
    writeFileSync(path.join(root, 'file'), '')
    assert.throws(() => privateFolder(path.join(root, place)), { code })
    assert.throws(() => privateFile(path.join(root, place)), { code })
  })

test('what belongs to another account is refused, the folder above as well', t => {
  const root = scratchFolder(t)
  const parent = path.join(root, 'state')
  const dir = path.join(parent, 'private')
  privateFolder(dir)
  privateFile(path.join(dir, 'file'))
  const isRoot = process.getuid?.() === 0
  if (isRoot) chownSync(dir, 65_534, 65_534)
  else t.mock.method(process as Required<NodeJS.Process>, 'getuid', () => 4_711)
  const says = isRoot ? /private belongs to uid 65534, not to 0/ : /state belongs to uid/
  assert.throws(() => privateFolder(dir), { name: 'LooseFolder', message: says })
  if (isRoot) chownSync(parent, 65_534, 65_534)
  assert.throws(() => privateFolder(dir), { name: 'LooseFolder', message: /state belongs to uid/ })
})

test('where the system has no such owners, its access lists guard the folder', t => {
  const root = scratchFolder(t)
  const dir = path.join(root, 'private')
  mkdirSync(dir, { mode: 0o755 })
  const { getuid } = process
  t.after(() => {
    if (getuid !== undefined) process.getuid = getuid
  })
  delete process.getuid
  privateFolder(dir)
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

for (const [why, spoil] of [
  ['is gone', (holder: string) => rmSync(holder)],
  ['says nothing', (holder: string) => writeFileSync(holder, 'nobody\n')],
] as const)
  test(`the lock holds where the file that names its holder ${why}`, t => {
    const { open, dir } = bench(t)
    const ledger = open()
    spoil(path.join(dir, 'ledger.holder'))
    assert.throws(open, { name: 'LedgerHeld', message: /\(pid not known\)/ })
    ledger.close()
  })

test('the ledger opens where its holder cannot be named', t => {
  const { open, dir } = bench(t)
  mkdirSync(path.join(dir, 'ledger.holder'))
  open().close()
})

test('a ledger of the version before gains what is new, and goes on', t => {
  const { open, file } = bench(t)
  const ledger = open()
  const head = ledger.head()
  ledger.close()
  tamper(file, 'DROP TABLE held; PRAGMA user_version = 1')
  const again = open()
  assert.equal(again.began, null)
  assert.deepEqual(again.head(), head)
  again.close()
})

test('a first entry that cannot be written leaves no lock behind', t => {
  const { open, dir } = bench(t)
  const random = () => new Uint8Array(0)
  assert.throws(() => openLedger({ dir, now: () => 0, random }), /not a report/)
  open().close()
})

test('a ledger that a newer agent wrote is left alone', t => {
  const { open, file } = bench(t)
  open().close()
  const db = new DatabaseSync(file)
  db.exec('ALTER TABLE history ADD COLUMN more TEXT; PRAGMA user_version = 3')
  db.close()
  assert.throws(open, { name: 'LedgerNewer', message: /written by a newer agent/ })
})
