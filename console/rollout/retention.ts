import type { Catalog } from '../../policies/language/catalog-entry.ts'
import { keptBy } from '../../policies/language/kept.ts'
import { readPolicy } from '../../policies/language/read-policy.ts'
import type { ForIntake } from '../store/for-intake.ts'
import type { ForRetention } from '../store/for-retention.ts'

/** Bodies that one transaction erases: agents wait no longer than that for theirs. */
const AT_ONCE = 500

/**
 * Erases what the policy in force no longer keeps; the agents do the same by the same policy.
 * @returns how many bodies were erased.
 */
export const holdRetention = async (
  store: ForRetention & Pick<ForIntake, 'policyInForce'>,
  catalog: Catalog,
  now: number,
): Promise<number> => {
  const inForce = await store.policyInForce()
  const read = inForce === null ? null : readPolicy({ name: inForce.policy, text: inForce.text }, catalog)
  const kept = keptBy(read?.ok === true ? read.policy : null)
  let erased = 0
  for (let last = AT_ONCE; last === AT_ONCE; erased += last) last = await store.erase(kept, now, AT_ONCE)
  return erased
}
