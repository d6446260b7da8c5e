import type { Catalog } from '../policies/language/catalog-entry.ts'
import { catalogWith } from '../policies/language/catalog-with.ts'
import type { PolicyNews } from '../protocol/frames.ts'
import type { Health } from './health/health.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Say } from './parts.ts'
import { readAside } from './read-aside.ts'
import type { InForce, PolicyText, ReadInForce } from './read-in-force.ts'
import type { StoredPolicy } from './uplink/policy-file.ts'
import type { Verdict } from './uplink/policy-intake.ts'

export type PolicyInForce = {
  readonly now: () => InForce | null
  /** Reads what the console sent; the last good one stays in force where that cannot be read. */
  readonly judge: (news: PolicyNews) => Promise<Verdict>
}

export type PolicyInForceOptions = {
  /** The last good one, from before this start. */
  readonly stored: StoredPolicy | null
  /** The catalog that came with this agent. */
  readonly catalog: Catalog
  readonly ledger: Pick<Ledger, 'record' | 'latest'>
  readonly health: Pick<Health, 'raise' | 'clear'>
  readonly say: Say
  /** Called when another policy has come into force. */
  readonly onChanged: () => void
  readonly read?: (news: PolicyText, catalog: Catalog) => Promise<ReadInForce>
}

/** Which policy holds on this device, and the word of it in the ledger. */
export const openPolicyInForce = async (options: PolicyInForceOptions): Promise<PolicyInForce> => {
  const { stored, catalog, ledger, health, say, read = readAside } = options
  let inForce: InForce | null = null

  const take = (next: InForce): void => {
    const { serial, digest } = next
    const { policy } = next.policy
    inForce = next
    health.clear('policy-missing')
    // A start may find one that was stored, and not written down before the power went.
    const told = ledger.latest('policy-applied')
    if (told?.digest !== digest || told.serial !== serial)
      ledger.record({ kind: 'policy-applied', policy, serial, digest })
    say({ msg: 'policy', policy, serial })
  }

  const readWith = async (news: PolicyText): Promise<{ readonly inForce: InForce } | { readonly refused: string }> => {
    const it = await read(news, catalog)
    if ('refused' in it) return it
    const { policy } = it
    const { serial, digest } = news
    return { inForce: { policy, catalog: catalogWith(catalog, policy.overlay), serial, digest } }
  }

  const before = stored === null ? null : await readWith(stored)
  if (before === null) health.raise('policy-missing')
  else if ('refused' in before) health.raise('policy-refused', before.refused)
  else take(before.inForce)

  return {
    now: () => inForce,
    judge: async news => {
      const it = await readWith(news)
      if ('refused' in it) return it
      return {
        use: () => {
          take(it.inForce)
          options.onChanged()
        },
      }
    },
  }
}
