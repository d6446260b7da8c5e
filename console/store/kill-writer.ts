import { writeSync } from 'node:fs'
import { began, chained, deviceId, epochId, following, gone, START, seen } from './sample.ts'
import { openSqlite } from './sqlite.ts'

/** Started by kill.test.ts, and killed by it: appends without end, and says what was acknowledged after each commit. */
const store = await openSqlite(process.argv[2] ?? '')
const device = deviceId(1)
const head = await store.latestHead(device)
let entries = head === null ? chained(epochId(1), [began]) : []
if (head !== null) {
  const last = (await store.entries(device, { after: null, limit: 1_000_000 })).items.at(-1)
  if (last === undefined || last.body === null) throw new Error('a head without an entry')
  const { epoch, seq, body, digest, hash } = last
  entries = [{ epoch, seq, body, digest, hash, report: JSON.parse(body) }]
} else await store.appendEntries(device, entries, START)

for (;;) {
  const n = entries.at(-1)?.seq ?? 0
  entries = following(entries, [seen(n), seen(n + 1), gone(n)])
  const { seq } = await store.appendEntries(device, entries, START)
  writeSync(1, `${seq}\n`)
}
