import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLedger } from './ledger.ts'
import { counting, countTold, detection, HOUR, report } from './scratch.ts'

/**
 * The real ledger on a small disk that fills: `full-disk.fixture.ts FOLDER LOG`. What it is asked for is written to LOG,
 * which stands on another disk, before the ledger sees it. Prints what was so, as one line of JSON.
 */
const [dir = '', log = ''] = process.argv.slice(2)
const fill = path.join(dir, 'filler')
const ballast = path.join(dir, 'private', 'ledger.ballast')
let offset = 0
let timer: NodeJS.Timeout | undefined
const troubles: (string | null)[] = []
const options = {
  dir: path.join(dir, 'private'),
  now: () => Math.floor(performance.timeOrigin + performance.now()) + offset,
  random: counting(),
}
const open = () =>
  openLedger({
    ...options,
    onTrouble: trouble => troubles.push(trouble),
    later: ms => {
      clearTimeout(timer)
      if (ms !== null) timer = setTimeout(() => ledger.closeHours(), ms)
    },
  })
let ledger = open()
let refused = 0
const ask = (what: 'report' | 'start', work: () => void): void => {
  appendFileSync(log, `${what}\n`)
  try {
    work()
  } catch (error) {
    if (!(error instanceof Error && error.message === 'database or disk is full')) throw error
    refused++
  }
}
const produce = (times: number): void => {
  for (let i = 0; i < times; i++) {
    const id = (i % 40).toString(16).padStart(16, '0')
    const condition = { kind: 'condition-changed', condition: `c-${i % 20}`, state: 'raised', detail: `${i}` } as const
    ask('report', () => ledger.record(condition))
    ask('report', () => ledger.record({ kind: 'detection-changed', detection: report({ id, version: `${i}` }) }))
    ask('start', () => ledger.repeat(detection().id, 'lin'))
  }
}
const fillDisk = (): void => {
  for (const bytes of [64 * 1024, 4 * 1024, 256])
    try {
      for (;;) appendFileSync(fill, Buffer.alloc(bytes, 1))
    } catch {
      // That much does not fit any more.
    }
}

produce(20)
const laid = existsSync(ballast)
fillDisk()
// The first that finds no room is an hour that is over: it stays open.
offset = HOUR
const closed = ledger.closeHours().length
produce(500)
const full = { troubles: [...troubles], trouble: ledger.trouble(), ballast: existsSync(ballast), refused }
const sumBefore = countTold(ledger)
// What cannot be done now is left, and nothing throws.
ledger.tidy()
ledger.closeHours()
const erased = ledger.retain({ detections: HOUR, notices: HOUR })

rmSync(fill)
const freed = performance.now()
while (ledger.trouble() !== null) await sleep(20)
const wroteAgain = performance.now() - freed
let n = 0
for (;;) {
  appendFileSync(log, 'report\n')
  const entry = ledger.record({ kind: 'condition-changed', condition: `new-${n++}`, state: 'raised', detail: '' })
  if (entry !== null) break
  await sleep(20)
}
const fullSpeed = performance.now() - freed
offset = 2 * HOUR
while (countTold(ledger).starts < 520 && performance.now() - freed < 60_000) {
  ledger.closeHours()
  await sleep(50)
}
while (ledger.closeHours().length > 0) await sleep(50)
const sum = countTold(ledger)
const after = { troubles: [...troubles], ballast: existsSync(ballast), faults: ledger.verify() }
ledger.close()

// A start on a full disk: the ballast lets it write down that it is full; one that has never begun cannot begin.
fillDisk()
ledger = openLedger(options)
ask('report', () => ledger.record({ kind: 'condition-changed', condition: 'late', state: 'raised', detail: '' }))
const started = { trouble: ledger.trouble(), ballast: existsSync(ballast) }
ledger.close()
rmSync(ballast, { force: true })
fillDisk()
ledger = open()
const startedWithout = ledger.trouble()
ledger.close()
fillDisk()
let sentence = ''
try {
  openLedger({ dir: path.join(dir, 'other'), now: () => 0, random: counting() })
} catch (error) {
  sentence = String(error)
}
rmSync(fill)
ledger = open()
while (ledger.closeHours().length > 0) await sleep(20)
const last = { faults: ledger.verify(), began: ledger.began, sum: countTold(ledger) }
ledger.close()
clearTimeout(timer)
const said = {
  laid,
  closed,
  full,
  sumBefore,
  erased,
  wroteAgain,
  fullSpeed,
  sum,
  after,
  started,
  startedWithout,
  sentence,
  last,
}
writeFileSync(process.stdout.fd, `${JSON.stringify(said)}\n`)
