import type { Catalog } from './catalog-entry.ts'
import { type Finding, finding } from './fault.ts'
import type { Policy, Rule } from './policy.ts'

/** Rules that contradict each other, the sanctioned tool, or nothing at all. */
export const lintRules = (policy: Policy, catalog: Catalog): Finding[] =>
  policy.rules.flatMap((rule, index) => [
    ...(policy.rules.findIndex(other => other.id === rule.id) < index
      ? [finding('duplicate-rule', ['rules', index, 'id'], `${rule.id} is given twice`, 'give it an id of its own')]
      : []),
    ...(Object.keys(rule.match).length === 0
      ? [finding('empty-match', ['rules', index, 'match'], 'matches nothing', 'name tools or products')]
      : []),
    ...policy.rules.slice(0, index).flatMap(other => ties(other, rule, index)),
    ...sanctioned(policy, rule, index, catalog),
  ])

const LISTS = ['hashes', 'signers', 'tools', 'products', 'categories'] as const

/** Two rules that name the same thing equally closely for the same devices: neither is the closer one. */
const ties = (other: Rule, rule: Rule, index: number): Finding[] => {
  if (apart(other, rule)) return []
  return LISTS.flatMap(list => {
    const names: readonly string[] = other.match[list] ?? []
    return (rule.match[list] ?? []).flatMap((name, i) =>
      names.includes(name)
        ? [
            finding(
              'tie',
              ['rules', index, 'match', list, i],
              `the rule ${other.id} names the same as closely`,
              'join them, or keep them apart by devices.platforms or devices.accounts',
            ),
          ]
        : [],
    )
  })
}

/** Whether no device and account is meant by both. Tags never keep apart: a device can bear both. */
const apart = (a: Rule, b: Rule): boolean =>
  disjoint(a.devices?.platforms, b.devices?.platforms) || disjoint(a.devices?.accounts, b.devices?.accounts)

const disjoint = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a !== undefined && b !== undefined && !a.some(item => b.includes(item))

const sanctioned = (policy: Policy, rule: Rule, index: number, catalog: Catalog): Finding[] => {
  if (rule.verdict !== 'banned') return []
  const { tools = [], products = [] } = rule.match
  const at = (list: 'tools' | 'products', i: number): PropertyKey[] => ['rules', index, 'match', list, i]
  return [
    ...products.flatMap((product, i) =>
      product === policy.sanctioned
        ? [finding('sanctioned-banned', at('products', i), 'the policy sanctions this', 'take it out of the rule')]
        : [],
    ),
    ...tools.flatMap((tool, i) => {
      if (tool === policy.sanctioned)
        return [finding('sanctioned-banned', at('tools', i), 'the policy sanctions this', 'take it out of the rule')]
      return catalog.get(tool)?.product === policy.sanctioned
        ? [finding('sanctioned-part-banned', at('tools', i), `bans a part of the sanctioned ${policy.sanctioned}`)]
        : []
    }),
  ]
}
