import type { Policy } from '../../policies/language/policy.ts'
import { readPolicy } from '../../policies/language/read-policy.ts'
import { Refusal } from '../refusal.ts'
import type { PolicyRow } from '../store/for-rollout.ts'
import type { Rollout } from './publish.ts'

/** @returns the parsed policy in force, null before the first and where a newer catalog no longer knows its tools. */
export const policyInForce = async ({ store, catalog }: Rollout): Promise<Policy | null> => {
  const stored = await store.policyInForce()
  if (stored === null) return null
  const read = readPolicy({ name: stored.policy, text: stored.text }, catalog)
  return read.ok ? read.policy : null
}

/** @throws Refusal `not-found`, or `policy-refused` where this console no longer understands the text. */
export const showPolicy = async (
  { store, catalog }: Rollout,
  serial: number,
): Promise<PolicyRow & { readonly text: string; readonly document: Policy }> => {
  const row = await store.policy(serial)
  if (row === null) throw new Refusal('not-found', 'There is no policy with that serial: see the list of policies.')
  const read = readPolicy({ name: row.policy, text: row.text }, catalog)
  if (!read.ok)
    throw new Refusal('policy-refused', 'This policy names what the catalog no longer holds: publish it anew.')
  return { ...row, document: read.policy }
}
