import path from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { openSqlite } from '../../../console/store/sqlite.ts'
import type { Report } from '../../../protocol/report.ts'
import { type BenchDevice, enrolAll } from '../bench-devices.ts'
import { say, taskOfChild } from '../child.ts'
import { AT, emptyLedger, entriesAfter, headOf } from './premade.ts'

/**
 * The limit of the disk: the same rows into the same tables, with nothing between the statement and the file. An entry
 * is a row of `entry`; what it says of a detection is a row of `detection`, added or changed.
 */
export type RowsTask = {
  readonly store: string
  readonly devices: readonly BenchDevice[]
  readonly batches: number
  readonly perBatch: number
  /** Batches of one transaction. */
  readonly group: number
}
export type RowsSaid = {
  readonly done?: { readonly entries: number; readonly ms: number; readonly entriesAloneMs: number }
}

const ENTRY = `insert into entry (device, place, seq, at, kind, account, body, digest, hash, received_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const DETECTION = `insert into detection (device, id, tool, product, verdict, rule, state, next_response, next_at,
  first_seen, last_seen, body, search, change) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (device, id) do update set state = excluded.state, next_response = excluded.next_response,
  next_at = excluded.next_at, last_seen = excluded.last_seen, body = excluded.body, search = excluded.search,
  change = excluded.change`

if (import.meta.main) {
  const { store: dir, devices, batches, perBatch, group } = await taskOfChild<RowsTask>()
  const store = await openSqlite(dir)
  await enrolAll(store, devices)
  await store.close()
  const db = new DatabaseSync(path.join(dir, 'console.sqlite'), { enableForeignKeyConstraints: true })
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000',
  )
  const [addEntry, putDetection] = [db.prepare(ENTRY), db.prepare(DETECTION)]

  const heads = devices.map((_, i) => emptyLedger(i))
  let change = 0
  const all = Array.from({ length: batches }, () =>
    devices.map(({ id: device }, i) => {
      const entries = entriesAfter(heads[i] ?? emptyLedger(i), i, perBatch)
      heads[i] = headOf(entries, heads[i] ?? emptyLedger(i))
      return entries.map(({ seq, body, digest, hash }) => {
        const report = JSON.parse(body) as Report
        const entry: SQLInputValue[] = [
          device,
          1,
          seq,
          report.at,
          report.kind,
          report.account ?? null,
          body,
          digest,
          hash,
          AT,
        ]
        if (report.kind !== 'detection-changed') return { entry, detection: null }
        const {
          id,
          tool,
          product,
          verdict,
          rule,
          state,
          next,
          firstSeen,
          lastSeen,
          name,
          path: place,
        } = report.detection
        const search = `${tool}\n${name}\n${place}`.toLowerCase()
        const columns = [
          id,
          tool,
          product,
          verdict,
          rule,
          state,
          next?.response ?? null,
          next?.at ?? null,
          firstSeen,
          lastSeen,
        ]
        return { entry, detection: [device, ...columns, JSON.stringify(report.detection), search, ++change] }
      })
    }),
  ).flat()

  const write = (detections: boolean): number => {
    db.exec('DELETE FROM entry; DELETE FROM detection; PRAGMA wal_checkpoint(TRUNCATE)')
    const began = performance.now()
    for (let from = 0; from < all.length; from += group) {
      db.exec('BEGIN IMMEDIATE')
      for (const batch of all.slice(from, from + group))
        for (const { entry, detection } of batch) {
          addEntry.run(...entry)
          if (detections && detection !== null) putDetection.run(...detection)
        }
      db.exec('COMMIT')
    }
    return performance.now() - began
  }
  const entriesAloneMs = write(false)
  const ms = write(true)
  db.close()
  say({ done: { entries: devices.length * batches * perBatch, ms, entriesAloneMs } } satisfies RowsSaid)
  process.disconnect?.()
}
