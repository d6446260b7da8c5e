import type { Catalog } from '../policies/language/catalog-entry.ts'
import type { Policy } from '../policies/language/policy.ts'
import { readPolicy } from '../policies/language/read-policy.ts'
import type { PolicyNews } from '../protocol/frames.ts'

/** The policy that is in force, read, with the catalog as its overlay leaves it. */
export type InForce = {
  readonly policy: Policy
  readonly catalog: Catalog
  readonly serial: number
  readonly digest: string
}

/** A policy as the console published it, or as it was kept. */
export type PolicyText = Pick<PolicyNews, 'policy' | 'serial' | 'digest' | 'text'>

export type ReadInForce = { readonly policy: Policy } | { readonly refused: string }

/** Reads a published policy. A reason is a sentence with the place of the first fault. */
export const readInForce = (news: PolicyText, catalog: Catalog): ReadInForce => {
  const read = readPolicy({ name: news.policy, text: news.text }, catalog)
  if (read.ok) return { policy: read.policy }
  const [fault] = read.faults
  const where = fault === undefined ? '' : `: line ${fault.place.line}: ${fault.message}`
  return { refused: `policy ${news.policy} serial ${news.serial} cannot be read${where}` }
}
