import * as z from 'zod/mini'
import { Account, Epoch, Instant, Seq, Sha256 } from './fields.ts'
import { LIMITS } from './limits.ts'
import { WellFormed } from './text.ts'

/** Where a ledger stands: its newest entry. `seq` 0 with `CHAIN_START` before the first. */
export const Head = z.strictObject({ epoch: Epoch, seq: z.int().check(z.minimum(0), z.maximum(2 ** 52)), hash: Sha256 })
export type Head = z.infer<typeof Head>

/** A row of the ledger, as it is sent: `body` is the exact canonical text of a Report, `digest` its SHA-256. */
export const Entry = z.strictObject({
  epoch: Epoch,
  seq: Seq,
  body: WellFormed(LIMITS.entryBytes),
  digest: Sha256,
  hash: Sha256,
})
export type Entry = z.infer<typeof Entry>

/**
 * An entry on its way to the console. `body` is null where retention has erased it here before the console had it, or
 * after the console lost it: digest and hash still hold its place in the chain, and the console shows a gap.
 */
export const SentEntry = z.strictObject({ ...Entry.shape, body: z.nullable(Entry.shape.body) })
export type SentEntry = z.infer<typeof SentEntry>

/**
 * A row of the ledger, as it is listed: to the employee by `waymark ledger --json`, to the admin by the API.
 * `body` is null once retention erased it (`erasedOn`) or where it concerns another account (`withheld`).
 * Of a withheld entry nothing is told but what the chain needs: its `kind` is `withheld`, its `at` 0.
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
