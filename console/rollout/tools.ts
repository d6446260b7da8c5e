import { closeness, sanctionOf, specificityOf } from '../../policies/decide/specificity.ts'
import type { Verdict } from '../../policies/decide/words.ts'
import type { CatalogEntry } from '../../policies/language/catalog-entry.ts'
import { catalogWith } from '../../policies/language/catalog-with.ts'
import type { Policy } from '../../policies/language/policy.ts'
import type { ForReading } from '../store/for-reading.ts'
import { policyInForce } from './policies.ts'
import type { Rollout } from './publish.ts'

export type ToolAnswer = {
  readonly entry: CatalogEntry
  readonly verdict: Verdict
  readonly rule: string | null
  readonly devices: number
  readonly running: number
}

/** What a policy says of a tool, whomever its rules are scoped to: the closest rule, `sanctioned` before any of its kind. */
export const verdictOn = (
  policy: Policy | null,
  { tool, product, category }: Pick<CatalogEntry, 'tool' | 'product' | 'category'>,
): { readonly verdict: Verdict; readonly rule: string | null } => {
  if (policy === null) return { verdict: 'unreviewed', rule: null }
  const named = { tool, product, category, sha256: null, signer: null }
  let closest = closeness(sanctionOf(policy, named))
  let said: { verdict: Verdict; rule: string | null } = {
    verdict: closest >= 0 ? 'sanctioned' : 'unreviewed',
    rule: null,
  }
  for (const rule of policy.rules) {
    const near = closeness(specificityOf(rule.match, named))
    if (near <= closest) continue
    closest = near
    said = { verdict: rule.verdict, rule: rule.id }
  }
  return said
}

/** The catalog with the policy's overlay, and where each tool is. By name. */
export const listTools = async (rollout: Rollout & { readonly store: ForReading }): Promise<ToolAnswer[]> => {
  const policy = await policyInForce(rollout)
  const uses = new Map((await rollout.store.toolUse()).map(use => [use.tool, use]))
  return [...catalogWith(rollout.catalog, policy?.overlay).values()]
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(entry => ({
      entry,
      ...verdictOn(policy, entry),
      devices: uses.get(entry.tool)?.devices ?? 0,
      running: uses.get(entry.tool)?.running ?? 0,
    }))
}
