import assert from 'node:assert/strict'
import { cpSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { layLog } from './log-room.ts'
import { bench, HOUR, report, scratchFolder } from './scratch.ts'

const allocated = (file: string): number => {
  const { size, blocks } = statSync(file)
  return Math.min(size, blocks * 512)
}

test('no commit makes the log longer: neither the first, nor one after tidying, nor one after erasing', t => {
  const { open, file, clock } = bench(t)
  const ledger = open()
  const log = `${file}-wal`
  const laid = allocated(log)
  assert.ok(laid > 8_000_000)
  const write = (): void => {
    for (let i = 0; i < 20; i++) ledger.record({ kind: 'detection-seen', detection: report() })
    assert.equal(statSync(log).size, laid)
  }
  write()
  ledger.tidy()
  write()
  ledger.acknowledge(ledger.head())
  clock.now += 48 * HOUR
  assert.ok(ledger.retain({ detections: HOUR, notices: HOUR }) > 0)
  write()
  assert.deepEqual(ledger.verify(), [])
  ledger.close()
})

test('the header of a log is on disk before the first commit that somebody waits for', t => {
  const { open, file } = bench(t)
  const ledger = open()
  const header = (): string => readFileSync(`${file}-wal`).toString('hex', 0, 32)
  const written = (): string => {
    ledger.record({ kind: 'detection-seen', detection: report() })
    return header()
  }
  const first = header()
  assert.equal(written(), first)
  ledger.tidy()
  const second = header()
  assert.notEqual(second, first)
  assert.equal(written(), second)
  ledger.close()
})

test('what the log holds is found by the next one to open it, as a lost machine left it', t => {
  const { open, dir } = bench(t)
  const ledger = open()
  for (let i = 0; i < 3; i++) ledger.record({ kind: 'detection-seen', detection: report() })
  ledger.tidy()
  ledger.record({ kind: 'detection-seen', detection: report() })
  const { hash, seq } = ledger.head()
  const copy = path.join(scratchFolder(t), 'copy')
  cpSync(dir, copy, { recursive: true })
  ledger.close()
  const other = bench(t, { dir: copy }).open()
  assert.equal(other.began, null)
  assert.deepEqual([other.head().seq, other.head().hash], [seq, hash])
  assert.deepEqual(other.verify(), [])
  other.close()
})

test('where nothing was written, tidying writes nothing', t => {
  const { open, file } = bench(t)
  const ledger = open()
  ledger.record({ kind: 'detection-seen', detection: report() })
  ledger.tidy()
  const both = (): Buffer[] => [file, `${file}-wal`].map(each => readFileSync(each))
  const before = both()
  ledger.tidy()
  assert.ok(both().every((bytes, i) => before[i]?.equals(bytes)))
  ledger.close()
})

test('where there is no log there is nothing to lay', t => {
  layLog(path.join(scratchFolder(t), 'none'))
})
