import type { Health } from '../../agent/health/health.ts'
import type { Ledger } from '../../agent/ledger/ledger.ts'
import { openNotices } from '../../agent/notices.ts'
import { platform } from '../../agent/platform.ts'
import type { RoundsOptions } from '../../agent/rounds.ts'
import type { Catalog } from '../../policies/language/catalog-entry.ts'
import type { Policy } from '../../policies/language/policy.ts'

type Shared = 'lacks' | 'inForce' | 'device' | 'circumstances' | 'ledger' | 'notices' | 'health' | 'now' | 'say'

/** What rounds are given that are only measured: one policy in force, nobody to notify, nothing told. */
export const roundsAlone = (of: {
  readonly policy: Policy
  readonly catalog: Catalog
  readonly ledger: Ledger
  readonly health: Health
  readonly now: () => number
}): Pick<RoundsOptions, Shared> => {
  const { policy, catalog, ledger, health, now } = of
  const say = (): void => {}
  return {
    lacks: () => [],
    inForce: () => ({ policy, catalog, serial: 1, digest: '0'.repeat(64) }),
    device: { id: `d-${'0'.repeat(32)}`, platform, tags: [] },
    circumstances: () => ({ lastFreshWord: now(), mayBlock: [], tripped: [], safeMode: false, standDown: false }),
    ledger,
    notices: openNotices({
      ledger,
      health,
      own: { uid: null, env: {} },
      accounts: [],
      narrated: false,
      command: 'waymark',
      now,
      say,
    }),
    health,
    now,
    say,
  }
}
