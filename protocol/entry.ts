import * as z from 'zod/mini'
import { Account, Epoch, Instant, Seq, Sha256 } from './fields.ts'
import { LIMITS } from './limits.ts'

/** A row of the ledger, as it is sent: `body` is the exact canonical text of a Report, `digest` its SHA-256. */
export const Entry = z.strictObject({
  epoch: Epoch,
  seq: Seq,
  body: z.string().check(z.maxLength(LIMITS.entryBytes)),
  digest: Sha256,
  hash: Sha256,
})
export type Entry = z.infer<typeof Entry>

/**
 * A row of the ledger, as it is listed: to the employee by `waymark ledger --json`, to the admin by the API.
 * `body` is null once retention erased it (`erasedOn`) or where it concerns another account (`withheld`).
 */
export const ListedEntry = z.strictObject({
  epoch: Epoch,
  seq: Seq,
  at: Instant,
  kind: z.string(),
  account: z.optional(Account),
  body: z.nullable(z.string()),
  digest: Sha256,
  hash: Sha256,
  erasedOn: z.optional(Instant),
  withheld: z.optional(z.literal(true)),
})
export type ListedEntry = z.infer<typeof ListedEntry>
