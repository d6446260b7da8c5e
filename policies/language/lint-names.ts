import type { Catalog } from './catalog-entry.ts'
import { productsOf } from './catalog-with.ts'
import { didYouMean } from './closest.ts'
import { type Finding, finding } from './fault.ts'
import type { Policy } from './policy.ts'

/** Names of tools, products and rules that nothing bears. */
export const lintNames = (policy: Policy, catalog: Catalog): Finding[] => {
  const products = productsOf(catalog)
  const rules = policy.rules.map(rule => rule.id)
  const tool = (name: string, path: readonly PropertyKey[]): Finding[] => {
    if (catalog.has(name)) return []
    const mend = products.has(name) ? 'it is a product: write it under products' : didYouMean(name, catalog.keys())
    return [finding('unknown-tool', path, 'no such tool in the catalog', mend)]
  }
  const product = (name: string, path: readonly PropertyKey[]): Finding[] => {
    if (products.has(name)) return []
    const mend = catalog.has(name) ? 'it is a tool: write it under tools' : didYouMean(name, products)
    return [finding('unknown-product', path, 'no such product in the catalog', mend)]
  }
  const sanctioned =
    catalog.has(policy.sanctioned) || products.has(policy.sanctioned)
      ? []
      : [
          finding(
            'unknown-tool',
            ['sanctioned'],
            'no such tool or product in the catalog',
            didYouMean(policy.sanctioned, [...products, ...catalog.keys()]),
          ),
        ]
  return [
    ...sanctioned,
    ...policy.rules.flatMap(({ match }, rule) => [
      ...(match.tools ?? []).flatMap((name, i) => tool(name, ['rules', rule, 'match', 'tools', i])),
      ...(match.products ?? []).flatMap((name, i) => product(name, ['rules', rule, 'match', 'products', i])),
    ]),
    ...(policy.exceptions ?? []).flatMap((exception, i) =>
      rules.includes(exception.rule)
        ? []
        : [
            finding(
              'unknown-rule',
              ['exceptions', i, 'rule'],
              'no such rule in this policy',
              didYouMean(exception.rule, rules),
            ),
          ],
    ),
  ]
}
