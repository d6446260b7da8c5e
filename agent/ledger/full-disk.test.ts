import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { scratchFolder } from './scratch.ts'

const inOwn = ['--mount', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'])]
const lacks = spawnSync('unshare', [...inOwn, 'true']).status === 0 ? false : 'needs a mount namespace of its own'

test('F06: a disk of 2 MiB fills and is freed: nothing crashes, all is counted, and it goes on by itself', {
  skip: lacks,
}, t => {
  const root = scratchFolder(t)
  const [disk, log] = [path.join(root, 'disk'), path.join(root, 'log')]
  mkdirSync(disk)
  writeFileSync(log, '')
  const script = `mount -t tmpfs -o size=2m,mode=755 none "$1" && exec "$0" "$2" "$1" "$3"`
  const fixture = path.join(import.meta.dirname, 'full-disk.fixture.ts')
  const output = execFileSync('unshare', [...inOwn, 'sh', '-c', script, process.execPath, disk, fixture, log], {
    encoding: 'utf8',
  })
  const said = JSON.parse(output)
  const asked = readFileSync(log, 'utf8').split('\n')
  const reports = asked.filter(line => line === 'report').length
  const starts = asked.filter(line => line === 'start').length

  assert.equal(said.laid, true)
  assert.equal(said.closed, 0)
  const { refused, ...full } = said.full
  assert.deepEqual(full, { troubles: ['disk-full'], trouble: 'disk-full', ballast: false })
  // With the ballast's room some are still held in the file; the rest is counted in memory, and whoever asks is told.
  assert.ok(refused > 0 && refused < 1_000, `${refused} refused`)
  assert.deepEqual(said.sumBefore, { reports: 40, starts: 0 })
  assert.equal(said.erased, 0)
  assert.deepEqual(said.after, { troubles: ['disk-full', null], ballast: true, faults: [] })
  assert.ok(said.fullSpeed <= 5_000, `${said.fullSpeed} ms`)
  assert.deepEqual(said.sum, { reports: reports - 1, starts })

  assert.deepEqual(said.started, { trouble: 'disk-full', ballast: false })
  assert.equal(said.startedWithout, 'disk-full')
  assert.match(said.sentence, /^LedgerUnwritable: the ledger cannot be opened: .* is full: make room on its disk$/)
  assert.deepEqual(said.last, { faults: [], began: null, sum: { reports, starts } })
  t.diagnostic(
    `${reports} reports and ${starts} starts asked for, as many told; writes again after ${Math.round(said.wroteAgain)} ms, at full speed after ${Math.round(said.fullSpeed)} ms`,
  )
})
