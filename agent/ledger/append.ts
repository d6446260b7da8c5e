import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import { bodyOf, columnsOf } from '../../protocol/body.ts'
import { CHAIN_START, chainHash } from '../../protocol/chain.ts'
import type { Entry, Head } from '../../protocol/entry.ts'
import type { Report } from '../../protocol/report.ts'
import { sha256 } from './digest.ts'
import { detectionOf, type ReportDraft, sealed } from './draft.ts'
import type { Histories } from './history.ts'

export type Clock = { readonly now: () => number; readonly random: (bytes: number) => Uint8Array }

export type Appender = {
  readonly head: () => Head
  /** Dates and salts a draft, and says whose it is. */
  readonly seal: (draft: ReportDraft) => Report
  /** Writes one entry. Only inside a transaction. @throws TypeError for what is no report. */
  readonly write: (report: Report) => Entry
}

const HeadRow = z.optional(z.object({ seq: z.int(), hash: z.string() }))

export const openAppender = (db: DatabaseSync, epoch: string, histories: Histories, clock: Clock): Appender => {
  const last = db.prepare('SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1')
  const insert = db.prepare(
    'INSERT INTO entry (epoch, seq, at, kind, account, body, digest, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const head = (): Head => {
    const row = HeadRow.parse(last.get())
    return { epoch, seq: row?.seq ?? 0, hash: row?.hash ?? CHAIN_START }
  }
  return {
    head,
    seal: draft => {
      const detection = detectionOf(draft)
      const stated =
        draft.kind === 'detection-seen' || draft.kind === 'detection-changed' ? draft.detection.account : null
      // Without its account an entry would be shown to everybody on the machine, so a draft cannot forget it.
      const account = stated ?? (detection === null ? null : histories.accountOf(detection))
      return sealed(draft, account, clock.now(), Buffer.from(clock.random(16)).toString('base64url'))
    },
    write: report => {
      const body = bodyOf(report)
      const before = head()
      const link = { epoch, seq: before.seq + 1, digest: sha256(body) }
      const hash = chainHash(sha256, before.hash, link)
      const columns = columnsOf(report)
      insert.run(epoch, link.seq, columns.at, columns.kind, columns.account, body, link.digest, hash)
      return { ...link, body, hash }
    },
  }
}
