import type { Policy, Rule } from '../language/policy.ts'
import type { Subject } from './words.ts'

/** How closely a rule names what it means, loosest first: between rules the closest speaks. */
export const SPECIFICITY = ['category', 'product', 'tool', 'signer', 'hash'] as const
export type Specificity = (typeof SPECIFICITY)[number]

/** What of a subject a rule can name. */
type Named = Pick<Subject, 'tool' | 'product' | 'category' | 'sha256' | 'signer'>

const NAMES: Record<Specificity, (match: Rule['match'], subject: Named) => boolean> = {
  category: (match, subject) => match.categories?.includes(subject.category) === true,
  product: (match, subject) => match.products?.includes(subject.product) === true,
  tool: (match, subject) => match.tools?.includes(subject.tool) === true,
  signer: (match, subject) => subject.signer !== null && match.signers?.includes(subject.signer) === true,
  hash: (match, subject) => subject.sha256 !== null && match.hashes?.includes(subject.sha256) === true,
}

/** The closest way in which `match` names `subject`, null where it does not. Lists of one match are alternatives. */
export const specificityOf = (match: Rule['match'], subject: Named): Specificity | null =>
  SPECIFICITY.findLast(specificity => NAMES[specificity](match, subject)) ?? null

/** How closely the policy's `sanctioned` names `subject`. */
export const sanctionOf = (policy: Pick<Policy, 'sanctioned'>, subject: Named): Specificity | null => {
  if (policy.sanctioned === subject.tool) return 'tool'
  return policy.sanctioned === subject.product ? 'product' : null
}

/** @returns a number that grows with closeness; -1 for null. */
export const closeness = (specificity: Specificity | null): number =>
  specificity === null ? -1 : SPECIFICITY.indexOf(specificity)
