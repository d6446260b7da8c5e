import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { setAside } from './began.ts'
import type { Ledger } from './ledger.ts'
import { bench, detection, quickFolder, report, tamper } from './scratch.ts'

const ID = detection().id
const fill = (ledger: Ledger): void => {
  ledger.record({ kind: 'detection-seen', detection: report() })
  ledger.record({ kind: 'notice-shown', detection: ID, response: 'notify', via: 'desktop', language: 'en' })
  ledger.record({ kind: 'detection-gone', detection: ID })
  ledger.record({ kind: 'policy-applied', policy: 'p', serial: 1, digest: 'a'.repeat(64) })
}

const edits = [
  {
    why: 'a changed body',
    sql: `UPDATE entry SET body = replace(body, '2.1.112', '2.1.113') WHERE seq = 2`,
    wanted: '2 body',
  },
  {
    why: 'a changed body with its digest',
    sql: `UPDATE entry SET digest = '${'b'.repeat(64)}', body = NULL, erasedOn = 1 WHERE seq = 2`,
    wanted: '2 hash',
  },
  { why: 'a changed hash', sql: `UPDATE entry SET hash = '${'c'.repeat(64)}' WHERE seq = 3`, wanted: '3 hash, 4 hash' },
  { why: 'a row taken out', sql: 'DELETE FROM entry WHERE seq = 3', wanted: '3 gap' },
  {
    why: 'an account changed beside its body',
    sql: `UPDATE entry SET account = 'wei' WHERE seq = 3`,
    wanted: '3 column',
  },
  {
    why: 'a kind changed beside its body',
    sql: `UPDATE entry SET kind = 'enrolled' WHERE seq = 4`,
    wanted: '4 column',
  },
  { why: 'a time changed beside its body', sql: 'UPDATE entry SET at = at + 1 WHERE seq = 5', wanted: '5 column' },
  { why: 'the first row taken out', sql: 'DELETE FROM entry WHERE seq = 1', wanted: '1 gap, 2 hash' },
]
for (const { why, sql, wanted } of edits)
  test(`named by its seq in what the console has: ${why}`, t => {
    const { open, file } = bench(t)
    const ledger = open()
    fill(ledger)
    ledger.acknowledge(ledger.head())
    ledger.close()
    tamper(file, sql)
    const again = open()
    assert.equal(again.began, null)
    assert.equal(
      again
        .verify()
        .map(({ seq, fault }) => `${seq} ${fault}`)
        .join(', '),
      wanted,
    )
    again.close()
  })

test('a change in what is still to be sent begins a new epoch: it could never be sent', t => {
  const { open, file, dir } = bench(t)
  const ledger = open()
  fill(ledger)
  const [first] = ledger.unsent()
  ledger.acknowledge({ epoch: first?.epoch ?? '', seq: 1, hash: first?.hash ?? '' })
  const { epoch, seq } = ledger.head()
  ledger.close()
  tamper(file, `UPDATE entry SET body = replace(body, '2.1.112', '2.1.113') WHERE seq = 2`)
  const again = open()
  assert.deepEqual(
    { why: again.began?.why, before: again.began?.before?.seq, damage: again.began?.damage },
    { why: 'file-damaged', before: seq, damage: 'seq 2: body' },
  )
  assert.notEqual(again.head().epoch, epoch)
  assert.match(again.unsent()[0]?.body ?? '', new RegExp(`"before":{"epoch":"${epoch}".*"why":"file-damaged"`))
  assert.equal(readdirSync(dir).filter(name => /^ledger\.damaged-2026-11-21T.*\.db$/.test(name)).length, 1)
  again.close()
})

test('an epoch that is not that of the entries begins a new one, also where all was sent', t => {
  const { open, file } = bench(t)
  const ledger = open()
  fill(ledger)
  ledger.acknowledge(ledger.head())
  ledger.close()
  tamper(file, `UPDATE ledger SET epoch = '${'f'.repeat(32)}'`)
  const again = open()
  assert.equal(again.began?.why, 'file-damaged')
  again.close()
})

const spoiled: { why: string; sql: string; says: RegExp }[] = [
  { why: 'an entry taken out of what is still to be sent', sql: 'DELETE FROM entry WHERE seq = 4', says: /seq 4: gap/ },
  { why: 'the first of those taken out', sql: 'DELETE FROM entry WHERE seq = 3', says: /seq 3: gap/ },
  { why: 'the one before those taken out', sql: 'DELETE FROM entry WHERE seq = 2', says: /seq 3: hash/ },
  { why: 'more acknowledged than there is', sql: 'UPDATE ledger SET acknowledged = 99', says: /more is acknowledged/ },
  { why: 'a table taken out', sql: 'DROP TABLE history', says: /history\S* is gone/ },
  {
    why: 'a held report given to another account',
    sql: `UPDATE held SET account = 'wei'`,
    says: /a report that waits to be an entry was changed/,
  },
  { why: 'a held report that is none', sql: `UPDATE held SET body = 'x'`, says: /a held report does not read/ },
  { why: 'a held number of nothing', sql: `UPDATE held SET body = NULL, subject = 'x'`, says: /a report that waits/ },
]
for (const { why, sql, says } of spoiled)
  test(`begins a new epoch: ${why}`, t => {
    const { open, file } = bench(t, { pace: { burst: 4, perSecond: 0 } })
    const ledger = open()
    fill(ledger)
    ledger.record({ kind: 'detection-seen', detection: report() })
    const second = ledger.unsent()[1]
    ledger.acknowledge({ epoch: second?.epoch ?? '', seq: 2, hash: second?.hash ?? '' })
    ledger.close()
    tamper(file, sql)
    const again = open()
    assert.equal(again.began?.why, 'file-damaged')
    assert.match(again.began?.damage ?? '', says)
    again.close()
  })

test('where it stood is not known any more, or of another ledger: then the file alone says', t => {
  const { open, dir } = bench(t)
  let ledger = open()
  fill(ledger)
  ledger.close()
  const side = path.join(dir, 'ledger.head')
  const other = JSON.stringify({ epoch: 'f'.repeat(32), seq: 9, hash: '0'.repeat(64) })
  for (const text of [null, 'x', '{}', other]) {
    if (text === null) rmSync(side)
    else writeFileSync(side, text, { mode: 0o600 })
    ledger = open()
    assert.equal(ledger.began, null)
    if (text === other) writeFileSync(side, other)
    else rmSync(side)
    assert.deepEqual(ledger.verify(), [])
    ledger.close()
  }
})

test('a damaged file that cannot be set aside is left where it is', t => {
  const { dir, file } = bench(t)
  writeFileSync(file, 'x')
  const at = Date.UTC(2026, 10, 21)
  mkdirSync(path.join(dir, 'ledger.damaged-2026-11-21T00-00-00-000Z.db'))
  assert.throws(() => setAside(file, at), { code: 'EISDIR' })
  assert.equal(readFileSync(file, 'utf8'), 'x')
})

test('what is not chained and damaged is left out, and nothing stands still for it', t => {
  const { open, file, clock } = bench(t)
  let ledger = open()
  fill(ledger)
  ledger.repeat(ID, 'lin')
  ledger.close()
  tamper(file, `UPDATE open SET account = 'a' || char(27); UPDATE history SET firstSeen = 9223372036854775807`)
  ledger = open()
  assert.equal(ledger.history(ID), null)
  assert.equal(ledger.firstSeen('claude-code', 'lin'), null)
  clock.now += 3_600_000
  assert.deepEqual(ledger.closeHours(), [])
  assert.ok(ledger.record({ kind: 'detection-seen', detection: report() }))
  assert.deepEqual(ledger.noticed('00000000000000ff'), { lastResponse: null, missed: null })
  ledger.close()
})

test('rows taken off the end are missed', t => {
  const { open, file } = bench(t)
  const ledger = open()
  fill(ledger)
  ledger.close()
  tamper(file, 'DELETE FROM entry WHERE seq >= 4')
  const again = open()
  assert.equal(again.began?.why, 'file-damaged')
  assert.match(again.began?.damage ?? '', /seq 5: gap/)
  again.close()
})

test('a missing file is said to be missing, where one was or where the device is enrolled', t => {
  const { open, file } = bench(t)
  const ledger = open()
  fill(ledger)
  const head = ledger.head()
  ledger.close()
  rmSync(file)
  const again = open()
  assert.deepEqual(again.began, { why: 'file-missing', before: head, setAside: null, damage: null })
  again.close()
  const enrolled = bench(t, { enrolled: true }).open()
  assert.equal(enrolled.began?.why, 'file-missing')
  assert.equal(enrolled.began?.before, null)
  enrolled.close()
})

test('entries never change: not even by our own hand', t => {
  const { open, file } = bench(t)
  const ledger = open()
  fill(ledger)
  ledger.close()
  const db = new DatabaseSync(file)
  const epoch = (db.prepare('SELECT epoch FROM ledger').get() as { epoch: string }).epoch
  const row = `'${epoch}', 6, 0, 'enrolled', NULL, '{}', '${'a'.repeat(64)}', '${'a'.repeat(64)}', NULL`
  for (const [sql, says] of [
    [`UPDATE entry SET body = '{}' WHERE seq = 2`, /entries never change/],
    [`UPDATE entry SET hash = digest WHERE seq = 2`, /entries never change/],
    [`UPDATE entry SET body = NULL, erasedOn = 1 WHERE seq = 2`, /entries never change/],
    ['DELETE FROM entry WHERE seq = 5', /never taken out/],
    [`INSERT INTO entry VALUES (${row.replace(', 6,', ', 7,')})`, /follows the last one/],
    [`INSERT OR REPLACE INTO entry VALUES (${row.replace(', 6,', ', 5,')})`, /follows the last one/],
    [`INSERT INTO entry VALUES (${row.replace(epoch, 'f'.repeat(32))})`, /follows the last one/],
  ] as const)
    assert.throws(() => db.exec(sql), says, sql)
  db.exec('UPDATE ledger SET acknowledged = 5')
  db.exec('UPDATE entry SET body = NULL, erasedOn = 1 WHERE seq = 2')
  assert.throws(() => db.exec(`UPDATE entry SET body = '{}', erasedOn = NULL WHERE seq = 2`), /entries never change/)
  db.close()
})

test('F09: 400 damages of the file: the ledger opens, and each is set aside or named; nothing else is touched', t => {
  const whole = bench(t, { pace: { burst: 5, perSecond: 0 } })
  const ledger = whole.open()
  fill(ledger)
  ledger.acknowledge(ledger.head())
  ledger.record({ kind: 'detection-seen', detection: report({ id: '00000000000000bb' }) })
  ledger.record({ kind: 'detection-seen', detection: report({ id: '00000000000000cc' }) })
  ledger.repeat(ID, 'lin')
  const before = JSON.stringify(ledger.list({ all: true }).entries)
  const head = ledger.head()
  ledger.close()
  const bytes = readFileSync(whole.file)
  const side = readFileSync(path.join(whole.dir, 'ledger.head'))
  const did = { bit: 0, page: 0, cut: 0, header: 0 }
  let unseen = 0
  const damaged = (how: keyof typeof did, change: (copy: Buffer) => Buffer): void => {
    did[how]++
    const { open, file, dir } = bench(t, { dir: quickFolder(t), random: randomBytes })
    const key = path.join(dir, 'identity.pem')
    writeFileSync(key, 'a key', { mode: 0o600 })
    writeFileSync(path.join(dir, 'ledger.head'), side, { mode: 0o600 })
    writeFileSync(file, change(Buffer.from(bytes)), { mode: 0o600 })
    const opened = open()
    const { began } = opened
    const aside = readdirSync(dir).filter(name => name.startsWith('ledger.damaged-') && name.endsWith('.db'))
    if (began === null) {
      // A bit outside of what entries hold (a free page, an index) may pass, if what is listed is what was written.
      if (opened.verify().length === 0) {
        unseen++
        assert.equal(JSON.stringify(opened.list({ all: true }).entries), before)
      }
      assert.equal(aside.length, 0)
    } else if (began.why === 'file-damaged') {
      const told = JSON.parse(opened.list({ all: true }).entries[0]?.body ?? '')
      assert.deepEqual([told.kind, told.why, told.before], ['ledger-began', 'file-damaged', head])
      assert.notEqual(opened.head().epoch, head.epoch)
      assert.equal(aside.length, 1)
    } else assert.equal(began.why, 'file-missing')
    assert.match(opened.record({ kind: 'detection-gone', detection: ID })?.body ?? '', /detection-gone/)
    opened.closeHours()
    opened.close()
    assert.equal(readFileSync(key, 'utf8'), 'a key')
    rmSync(dir, { recursive: true })
  }
  // Most of a small file is empty pages; a bit there is no damage.
  const written = [...bytes.keys()].filter(at => bytes[at] !== 0)
  const flipped = (at: number, bit: number) => (copy: Buffer) => {
    copy[at] = (copy[at] ?? 0) ^ (1 << bit)
    return copy
  }
  const flip = fc.record({ at: fc.constantFrom(...written), bit: fc.nat(7) })
  fc.assert(
    fc.property(flip, ({ at, bit }) => damaged('bit', flipped(at, bit))),
    { numRuns: 240, endOnFailure: true },
  )
  // An epoch in each place that holds one, an index among them: random ones have found that.
  for (let at = bytes.indexOf(head.epoch); at >= 0; at = bytes.indexOf(head.epoch, at + 1))
    damaged('bit', flipped(at, 2))
  // All of the header that SQLite reads, its write version among them.
  for (let at = 0; at < 96; at += 2) damaged('header', flipped(at, at % 8))
  const page = 4_096
  for (let at = 0; at < bytes.length; at += page) {
    damaged('page', copy => copy.fill(0, at, at + page))
    damaged('page', copy => copy.fill(0xa5, at + 512, at + 1_024))
  }
  const lengths = [0, 1, 50, 99, 100, 101, 511, 512, bytes.length - page, bytes.length - 512, bytes.length - 1]
  for (const length of lengths) damaged('cut', copy => copy.subarray(0, length))
  for (let done = did.bit + did.header + did.page + did.cut; done < 400; done++)
    damaged('cut', copy => copy.subarray(0, Math.floor((bytes.length * (done % 97)) / 97)))
  assert.ok(Object.values(did).reduce((sum, count) => sum + count, 0) >= 400)
  t.diagnostic(`${JSON.stringify(did)}: ${unseen} touched nothing that is listed, all others were seen`)
})
