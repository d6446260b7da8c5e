import { randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { openLedger } from '../../../agent/ledger/ledger.ts'
import { detection } from '../../../agent/ledger/scratch.ts'
import { toReport } from '../../../agent/ledger/to-report.ts'

/**
 * The real ledger at work, to be traced: `agent-writer.ts FOLDER MARKS ROUNDS`. What has returned is marked in MARKS, a
 * file outside, whose writes stand in the trace between those of the ledger. A mark that promises more follows the
 * call; one that promises less (`open 0`) comes before it.
 */
const [dir = '', marks = '', rounds = '1'] = process.argv.slice(2)
const HOUR = 3_600_000
const DAY = 24 * HOUR
const mark = (what: string, n: number): void => appendFileSync(marks, `${what} ${n}\n`)
let clock = Date.UTC(2026, 10, 21, 10)
// Each event shall be an entry, and each start shall be written at once.
const pace = { burst: 1_000_000, perSecond: 1_000_000 }
const open = () => openLedger({ dir, now: () => clock, random: bytes => randomBytes(bytes), pace })

let ledger = open()
mark('kept', 0)
const seen = toReport(detection())
ledger.record({ kind: 'detection-seen', detection: seen })
let n = 0
let repeats = 0
const events = (count: number) =>
  Array.from({ length: count }, () => {
    n++
    return { kind: 'condition-changed', condition: `event-${n}`, state: 'raised', detail: 'x'.repeat(n % 400) } as const
  })

for (let round = 0; round < Number(rounds); round++) {
  clock += 1_000
  for (let i = 0; i < 4; i++) {
    ledger.recordAll(events(1 + ((round + i) % 5)))
    mark('kept', n)
    ledger.repeat(seen.id, null)
    mark('open', ++repeats)
  }
  const last = ledger.unsent().at(-1)
  if (last !== undefined) {
    ledger.acknowledge({ epoch: last.epoch, seq: last.seq, hash: last.hash })
    mark('acknowledged', last.seq)
  }
  if (round % 3 === 1) ledger.tidy()
  if (round % 5 === 2) {
    repeats = 0
    mark('open', 0)
    clock += HOUR
    ledger.closeHours()
  }
  if (round % 7 === 3) {
    clock += 40 * DAY
    ledger.retain({ detections: 30 * DAY, notices: 30 * DAY })
  }
  if (round % 25 === 24) {
    ledger.close()
    ledger = open()
  }
}
ledger.close()
