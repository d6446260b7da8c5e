import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLedger } from '../../agent/ledger/ledger.ts'
import { countTold, detection } from '../../agent/ledger/scratch.ts'
import { toReport } from '../../agent/ledger/to-report.ts'

/**
 * The real ledger in a flood, without a console: `flooded.ts FOLDER SECONDS RATE`. Twenty times a second it is asked
 * for its part of RATE events: most are starts, the rest changes of 3,000 detections and of 20 conditions. What was asked
 * for is counted before the ledger sees it. Prints one line of JSON.
 */
const [dir = '', seconds = '1', rate = '10000'] = process.argv.slice(2)
const HOUR = 3_600_000
const BEAT = 50
let offset = 0
let timer: NodeJS.Timeout | undefined
const ledger = openLedger({
  dir,
  now: () => Date.now() + offset,
  random: bytes => randomBytes(bytes),
  later: ms => {
    clearTimeout(timer)
    if (ms !== null) timer = setTimeout(() => ledger.closeHours(), ms)
  },
})
const minutely = setInterval(() => {
  ledger.closeHours()
  ledger.tidy()
}, 60_000)

const produced = { reports: 0, starts: 0 }
let n = 0
const report = toReport(detection())
const idOf = (i: number): string => i.toString(16).padStart(16, '0')
const beat = (): void => {
  const events = (Number(rate) * BEAT) / 1_000
  const [starts, changes, conditions] = [events * 0.6, events * 0.35, events * 0.05]
  for (let i = 0; i < starts; i++) {
    produced.starts++
    ledger.repeat(idOf(i % 200), 'lin')
  }
  const changed = Array.from({ length: changes }, () => {
    n++
    return { kind: 'detection-changed', detection: { ...report, id: idOf(n % 3_000), version: `${n}` } } as const
  })
  const conditionsOf = { kind: 'condition-changed', state: 'raised', detail: `${n}` } as const
  const flapped = Array.from({ length: conditions }, (_, i) => ({ ...conditionsOf, condition: `c-${i % 20}` }))
  produced.reports += changed.length + flapped.length
  ledger.recordAll([...changed, ...flapped])
}

const began = performance.now()
const beats = (Number(seconds) * 1_000) / BEAT
let rss = 0
for (let i = 0; i < beats; i++) {
  beat()
  if (i % 10 === 0) rss = Math.max(rss, process.memoryUsage.rss())
  const ahead = began + (i + 1) * BEAT - performance.now()
  await sleep(Math.max(0, ahead))
}
const took = performance.now() - began
const { user, system } = process.cpuUsage()
const bytes = (name: string): number => statSync(path.join(dir, name)).size
const files = bytes('ledger.db') + bytes('ledger.db-wal')
const entries = ledger.head().seq
// The calm after it, wound on: what was held is told.
for (let i = 0; i < 100_000; i++) {
  offset += i === 0 ? HOUR : 1_000
  if (ledger.closeHours().length === 0) break
}
rss = Math.max(rss, process.memoryUsage.rss())
const told = countTold(ledger)
clearInterval(minutely)
ledger.close()
clearTimeout(timer)
const cpu = Math.round((user + system) / 1_000)
process.stdout.write(
  `${JSON.stringify({ produced, told, rss, files, after: bytes('ledger.db'), entries, took, cpu })}\n`,
)
