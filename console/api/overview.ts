import { catalogWith } from '../../policies/language/catalog-with.ts'
import { productName } from '../../policies/language/product-name.ts'
import { SILENT_AFTER } from '../fleet/contact.ts'
import { policyInForce } from '../rollout/policies.ts'
import type { Rollout } from '../rollout/publish.ts'
import type { Store } from '../store/store.ts'
import type { Overview } from './answers.ts'

export type OverviewOf = Rollout & { readonly store: Store; readonly connected: () => ReadonlySet<string> }

/** The migration in figures. */
export const overview = async (of: OverviewOf): Promise<Overview> => {
  const { store, connected } = of
  const now = of.now()
  const policy = await policyInForce(of)
  const catalog = catalogWith(of.catalog, policy?.overlay)
  const fleet = await store.fleetCounts(now - SILENT_AFTER, connected())
  const uses = await store.productUse()
  const unreviewed = uses.filter(use => use.verdict === 'unreviewed').length
  const waiting = [
    { what: 'unreviewed-tools' as const, count: unreviewed },
    { what: 'silent-devices' as const, count: fleet.silent },
    { what: 'degraded-agents' as const, count: fleet.degraded },
    { what: 'ledger-forks' as const, count: fleet.forked },
    { what: 'pending-devices' as const, count: fleet.pending },
    { what: 'keys-in-two-places' as const, count: fleet.twice },
  ]
  const [newest] = (await store.policies({ after: null, limit: 1 })).items
  return {
    devices: {
      total: fleet.devices,
      connected: fleet.connected,
      away: Math.max(0, fleet.devices - fleet.connected - fleet.silent),
      silent: fleet.silent,
    },
    verdicts: await store.verdictCounts(now),
    sanctioned: policy === null ? null : productName(catalog, policy.sanctioned),
    products: uses.map(use => ({ ...use, name: productName(catalog, use.product) })),
    days: await store.days(now),
    waiting: waiting.filter(({ count }) => count > 0),
    deadlines: await store.deadlines(now),
    policy: newest ?? null,
  }
}
