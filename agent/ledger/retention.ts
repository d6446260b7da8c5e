import type { DatabaseSync } from 'node:sqlite'
import { erasedBefore, kindsKeptAs, type Retention } from '../../protocol/retention.ts'

/**
 * Erases bodies of acknowledged entries that are older than their kind is kept. Digests and hashes stay.
 * @returns how many were erased.
 */
export const openRetention = (db: DatabaseSync): ((retention: Retention, now: number) => number) => {
  const erase = db.prepare(`UPDATE entry SET body = NULL, erasedOn = ?1
    WHERE kind IN (SELECT value FROM json_each(?2)) AND at < ?3 AND body IS NOT NULL
      AND seq <= (SELECT acknowledged FROM ledger)`)
  return (retention, now) => {
    const erased = (['detections', 'notices'] as const)
      .map(part => erase.run(now, JSON.stringify(kindsKeptAs(part)), erasedBefore(now, retention[part])))
      .reduce((sum, { changes }) => sum + Number(changes), 0)
    return erased
  }
}
