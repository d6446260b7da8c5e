import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import { bodyOf, columnsOf } from '../../protocol/body.ts'
import { CHAIN_START, chainHash } from '../../protocol/chain.ts'
import type { Entry, Head } from '../../protocol/entry.ts'
import { sha256 } from './digest.ts'
import { detectionOf, type ReportDraft, sealed } from './draft.ts'
import type { Histories } from './history.ts'

export type Clock = { readonly now: () => number; readonly random: (bytes: number) => Uint8Array }

export type Appender = {
  readonly head: () => Head
  /** Writes one entry, and what it adds up to. Only inside a transaction. @throws TypeError for what is no report. */
  readonly append: (draft: ReportDraft) => Entry
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
    append: draft => {
      const now = clock.now()
      const detection = detectionOf(draft)
      const stated =
        draft.kind === 'detection-seen' || draft.kind === 'detection-changed' ? draft.detection.account : null
      // Without its account an entry would be shown to everybody on the machine, so a draft cannot forget it.
      const account = stated ?? (detection === null ? null : histories.accountOf(detection))
      const report = sealed(draft, account, now, Buffer.from(clock.random(16)).toString('base64url'))
      const body = bodyOf(report)
      const before = head()
      const link = { epoch, seq: before.seq + 1, digest: sha256(body) }
      const hash = chainHash(sha256, before.hash, link)
      const columns = columnsOf(report)
      insert.run(epoch, link.seq, columns.at, columns.kind, columns.account, body, link.digest, hash)
      histories.add(report, now)
      return { ...link, body, hash }
    },
  }
}
