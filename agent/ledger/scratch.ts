import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import type { Detection, DetectionReport } from '../../protocol/detection.ts'
import type { Report } from '../../protocol/report.ts'
import { type Ledger, type LedgerOptions, openLedger } from './ledger.ts'
import { toReport } from './to-report.ts'

/** What the tests of this room share. Not loaded by the agent. */

export const HOUR = 3_600_000
/** 21 November 2026, 10:00 UTC. */
export const TEN = Date.UTC(2026, 10, 21, 10)

const MEMORY = '/dev/shm'
/** A folder in memory where there is one: for tests that open hundreds of ledgers, and are not about the disk. */
export const quickFolder = (t: TestContext): string => scratchFolder(t, existsSync(MEMORY) ? MEMORY : os.tmpdir())

export const scratchFolder = (t: TestContext, under = os.tmpdir()): string => {
  const dir = mkdtempSync(path.join(under, 'waymark-ledger-'))
  chmodSync(dir, 0o700)
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export const counting = (): ((bytes: number) => Uint8Array) => {
  let made = 0
  return bytes => {
    made += 1
    const out = Buffer.alloc(bytes)
    out.writeUInt32BE(made, 0)
    return out
  }
}

/** A ledger in a folder, with a clock that the test winds. */
export const bench = (t: TestContext, options: Partial<LedgerOptions> = {}) => {
  const clock = { now: TEN + 125_000 }
  const dir = options.dir ?? scratchFolder(t)
  const random = counting()
  const open = (): Ledger => openLedger({ dir, now: () => clock.now, random, ...options })
  return { clock, dir, open, file: path.join(dir, 'ledger.db') }
}

/** Every entry of the ledger, read. */
export const allTold = (ledger: Ledger): Report[] => {
  const told: Report[] = []
  for (let after = 0; ; ) {
    const { entries } = ledger.list({ all: true }, after)
    for (const { body, seq } of entries) {
      told.push(JSON.parse(body ?? ''))
      after = seq
    }
    if (entries.length === 0) return told
  }
}

/** How many reports, and how many starts, the ledger's entries stand for: each one once, however it was told. */
export const countTold = (ledger: Ledger): { reports: number; starts: number } => {
  const told = { reports: 0, starts: 0 }
  for (const report of allTold(ledger)) {
    const isOfStarts = 'what' in report && report.what === 'started'
    if (report.kind !== 'ledger-began') told[isOfStarts ? 'starts' : 'reports'] += 'count' in report ? report.count : 1
  }
  return told
}

/** Opens the closed file as an attacker would: without our triggers. */
export const tamper = (file: string, sql: string): void => {
  const db = new DatabaseSync(file)
  for (const trigger of ['entry_follows', 'entry_stays', 'entry_remains']) db.exec(`DROP TRIGGER IF EXISTS ${trigger}`)
  db.exec(sql)
  db.close()
}

export const detection = (over: Partial<Detection> = {}): Detection => ({
  id: '00000000000000aa',
  tool: 'claude-code',
  product: 'claude-code',
  name: 'Claude Code',
  category: 'cli',
  version: '2.1.112',
  verdict: 'banned',
  response: 'notify',
  rule: 'claude-code',
  exception: null,
  next: null,
  state: 'present',
  account: 'lin',
  path: '~/.npm-global/lib/node_modules/@anthropic-ai/claude-code',
  evidence: [
    { indicator: 'claude-code/npm', kind: 'package', strength: 'conclusive', matched: '@anthropic-ai/claude-code' },
  ],
  firstSeen: TEN + 5_000,
  lastSeen: TEN + 90_000,
  ...over,
})

export const report = (over: Partial<Detection> = {}): DetectionReport => toReport(detection(over))
