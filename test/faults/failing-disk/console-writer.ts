import { appendFileSync } from 'node:fs'
import { enrolled } from '../../../console/store/contract/with-store.ts'
import type { Incoming } from '../../../console/store/for-intake.ts'
import { began, chained, deviceId, epochId, following, START, seen } from '../../../console/store/sample.ts'
import { openSqlite } from '../../../console/store/sqlite.ts'

/**
 * The real store on a disk that fails: `console-writer.ts FOLDER MARKS COUNT`. The head that was answered, and so may be
 * acknowledged, is written to MARKS; a batch that was refused is sent again, as an agent does. Ends with 0 when all was
 * tried, 3 where the store did not open.
 */
const [dir = '', marks = '', count = '1'] = process.argv.slice(2)
const device = deviceId(1)

const opened = async () => {
  try {
    const store = await openSqlite(dir)
    await enrolled(store, device)
    return store
  } catch (error) {
    console.log(JSON.stringify({ unopened: String(error) }))
    process.exit(3)
  }
}
const store = await opened()
let failed = 0
let held: readonly Incoming[] = []
for (let n = 1; n <= Number(count); n++) {
  const next = held.length === 0 ? chained(epochId(1), [began]) : following(held, [seen(n), seen(n + 1)])
  try {
    const { seq } = await store.appendEntries(device, next, START + n)
    appendFileSync(marks, `kept ${seq}\n`)
    held = next
  } catch {
    failed++
  }
}
await store.close().catch(() => {
  failed++
})
console.log(JSON.stringify({ failed }))
