import { hash } from 'node:crypto'
import type { PolicyNews } from '../../protocol/frames.ts'
import { readPolicyFile, type StoredPolicy, writePolicy } from './policy-file.ts'

/**
 * What the daemon makes of a policy. It reads the text and changes nothing yet; `use` is called once the policy is
 * durable, so that after a power cut no older one is in force than before it.
 */
export type Verdict = { readonly use: () => void } | { readonly refused: string }

export type Taken =
  | { readonly is: 'accepted'; readonly policy: StoredPolicy }
  /** Nothing new. */
  | { readonly is: 'same' }
  | { readonly is: 'refused'; readonly reason: string }

export type PolicyIntake = {
  /** The last good one, whichever console it came from. */
  stored(): StoredPolicy | null
  /** Serial of the policy in force, 0 for none from this console. */
  serial(): number
  /** One after the other, in the order of the calls. @throws what the file system throws; then the last good one stays. */
  take(news: PolicyNews, judge: (news: PolicyNews) => Verdict | Promise<Verdict>): Promise<Taken>
}

const sha256 = (text: string): string => hash('sha256', text)

/** @param console the address as `consoleUrl` has it: another console counts its policies anew. */
export const openPolicyIntake = async (stateDir: string, console: string): Promise<PolicyIntake> => {
  let stored = await readPolicyFile(stateDir, sha256)
  let turn: Promise<unknown> = Promise.resolve()
  const last = (): StoredPolicy | null => (stored?.console === console ? stored : null)

  const take = async (news: PolicyNews, judge: (news: PolicyNews) => Verdict | Promise<Verdict>): Promise<Taken> => {
    const refuse = (reason: string): Taken => ({ is: 'refused', reason })
    const { policy, serial, digest, text } = news
    const before = last()
    if (sha256(text) !== digest)
      return refuse(`policy ${policy} serial ${serial}: its text is not the one that was published`)
    if (before !== null && serial === before.serial && digest === before.digest) return { is: 'same' }
    if (before !== null && serial <= before.serial)
      return refuse(`policy ${policy} serial ${serial}: ${before.serial} was accepted before`)
    const verdict = await judge(news)
    if ('refused' in verdict) return refuse(verdict.refused)
    const accepted: StoredPolicy = { console, policy, serial, digest, text }
    await writePolicy(stateDir, accepted)
    stored = accepted
    verdict.use()
    return { is: 'accepted', policy: accepted }
  }

  return {
    stored: () => stored,
    serial: () => last()?.serial ?? 0,
    take: (news, judge) => {
      const taken = turn.then(() => take(news, judge))
      turn = taken.catch(() => {})
      return taken
    },
  }
}
