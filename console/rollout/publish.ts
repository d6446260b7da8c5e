import { createHash } from 'node:crypto'
import type { Catalog } from '../../policies/language/catalog-entry.ts'
import type { Policy } from '../../policies/language/policy.ts'
import { printFault } from '../../policies/language/print-fault.ts'
import { readPolicy } from '../../policies/language/read-policy.ts'
import { utf8Bytes } from '../../protocol/bytes.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { Refusal } from '../refusal.ts'
import type { ForIntake } from '../store/for-intake.ts'
import type { ForRollout } from '../store/for-rollout.ts'
import type { Source } from './catalog-files.ts'

/** Bytes of a policy's frame besides its text. */
const AROUND = 512

export type Rollout = {
  readonly store: ForRollout & Pick<ForIntake, 'policyInForce'>
  readonly catalog: Catalog
  readonly now: () => number
}

/** @returns the policy of a text that holds. @throws Refusal `policy-refused` with every fault and its place. */
export const lint = ({ catalog, now }: Pick<Rollout, 'catalog' | 'now'>, source: Source): Policy => {
  const today = new Date(now()).toISOString().slice(0, 10)
  const read = readPolicy(source, catalog, today)
  if (!read.ok) throw new Refusal('policy-refused', read.faults.map(fault => printFault(fault, source.text)).join('\n'))
  // As a frame a text is longer than by itself: quotes and line ends are escaped there.
  const sent = utf8Bytes(JSON.stringify(source.text)) + AROUND
  if (utf8Bytes(source.text) > LIMITS.policyBytes || sent > LIMITS.frameBytes || !source.text.isWellFormed())
    throw new Refusal(
      'policy-refused',
      `A policy is at most ${LIMITS.policyBytes} bytes of well-formed UTF-8, and ${LIMITS.frameBytes} as it is sent: ` +
        'shorten its texts and lists.',
    )
  return read.policy
}

/**
 * Makes a text the policy in force, to the byte. A text that does not hold is never stored.
 * @returns its serial.
 * @throws Refusal `policy-refused`.
 */
export const publish = async (rollout: Rollout, source: Source, who: string): Promise<number> => {
  const { policy } = lint(rollout, source)
  const digest = createHash('sha256').update(source.text).digest('hex')
  return await rollout.store.publish({ policy, digest, text: source.text }, { at: rollout.now(), who })
}
