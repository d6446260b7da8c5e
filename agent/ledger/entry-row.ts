import * as z from 'zod/mini'
import type { ListedEntry } from '../../protocol/entry.ts'

/** A row of the table of entries, as SQLite gives it. */
export const EntryRow = z.object({
  epoch: z.string(),
  seq: z.int(),
  at: z.int(),
  kind: z.string(),
  account: z.nullable(z.string()),
  body: z.nullable(z.string()),
  digest: z.string(),
  hash: z.string(),
  erasedOn: z.nullable(z.int()),
})
export type EntryRow = z.infer<typeof EntryRow>

/** The row as it is listed to those who may see it, and checked. */
export const asListed = ({ account, erasedOn, ...row }: EntryRow): ListedEntry => ({
  ...row,
  ...(account === null ? {} : { account }),
  ...(erasedOn === null ? {} : { erasedOn }),
})
