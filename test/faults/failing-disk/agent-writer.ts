import { randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { openLedger } from '../../../agent/ledger/ledger.ts'

/**
 * The real ledger on a disk that fails: `agent-writer.ts FOLDER MARKS COUNT`. What `record` returned for is written to
 * MARKS; what it threw for is counted. Ends with 0 when all was tried, 3 where the ledger did not open.
 */
const [dir = '', marks = '', count = '1'] = process.argv.slice(2)

const opened = () => {
  try {
    return openLedger({ dir, now: () => Date.UTC(2026, 10, 21, 10), random: bytes => randomBytes(bytes) })
  } catch (error) {
    console.log(JSON.stringify({ unopened: String(error) }))
    process.exit(3)
  }
}
const ledger = opened()
let failed = 0
for (let n = 1; n <= Number(count); n++) {
  try {
    ledger.record({ kind: 'condition-changed', condition: `event-${n}`, state: 'raised', detail: 'x'.repeat(n * 3) })
    appendFileSync(marks, `kept ${n}\n`)
    if (n % 10 === 0) {
      const last = ledger.unsent().at(-1)
      if (last !== undefined) ledger.acknowledge(last)
    }
    if (n % 25 === 0) ledger.tidy()
  } catch {
    failed++
  }
}
try {
  ledger.close()
} catch {
  failed++
}
console.log(JSON.stringify({ failed }))
