import type { Catalog } from '../policies/language/catalog-entry.ts'
import { catalogWith } from '../policies/language/catalog-with.ts'
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

/** Reads a published policy. A reason is a sentence with the place of the first fault. */
export const readInForce = (
  news: Pick<PolicyNews, 'policy' | 'serial' | 'digest' | 'text'>,
  catalog: Catalog,
): { readonly inForce: InForce } | { readonly refused: string } => {
  const read = readPolicy({ name: news.policy, text: news.text }, catalog)
  if (!read.ok) {
    const [fault] = read.faults
    const where = fault === undefined ? '' : `: line ${fault.place.line}: ${fault.message}`
    return { refused: `policy ${news.policy} serial ${news.serial} cannot be read${where}` }
  }
  const { policy } = read
  return {
    inForce: { policy, catalog: catalogWith(catalog, policy.overlay), serial: news.serial, digest: news.digest },
  }
}
