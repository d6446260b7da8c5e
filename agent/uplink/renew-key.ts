import { rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { EnrolmentAnswer } from '../../protocol/enrolment.ts'
import { MOST_FORMER_KEYS, renewalText } from '../../protocol/handshake.ts'
import type { ConsoleTrust } from './console-trust.ts'
import { consoleUrl, enrolUrl } from './console-url.ts'
import type { Dial } from './dial.ts'
import { askStep, type Enrolment, meetConsole } from './enroll.ts'
import { followIdentity, type Identity, nextIdentity, nextIn } from './identity.ts'
import { openPosts } from './post.ts'

/** Laid into the state folder by root or an MDM: the key is to be a new one. Nobody asks for it from afar. */
const MARK = 'renew-key'

export type Renewal =
  | { readonly is: 'not-due' }
  /** The same device by its next key, which is in force on both ends. */
  | { readonly is: 'renewed'; readonly identity: Identity }
  | Exclude<Enrolment, { is: 'enrolled' }>

const WITHIN = 15_000
const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  )

/**
 * Gives the device a new key where that is due: the old one gives its word for it, the console takes it, and only then
 * the old one is gone. Cut short anywhere, it is done again with the same key, which the console then holds already.
 */
export const renewKey = async (options: {
  readonly console: string
  readonly dial: Dial | null
  readonly trust: ConsoleTrust
  readonly identity: Identity
  readonly stateDir: string
}): Promise<Renewal> => {
  const { identity, stateDir } = options
  const mark = path.join(stateDir, MARK)
  if (!(await exists(mark)) && !(await exists(nextIn(stateDir)))) return { is: 'not-due' }
  const address = consoleUrl(options.console)
  if (!address.ok) return { is: 'refused', reason: address.reason }
  if (identity.formerly.length >= MOST_FORMER_KEYS)
    return { is: 'refused', reason: `it came after ${MOST_FORMER_KEYS} others: enrol anew as another device` }
  const next = await nextIdentity(stateDir, identity)
  const posts = openPosts(enrolUrl(address.url), WITHIN, options.dial)
  try {
    const met = await meetConsole(posts, options.trust.now())
    if (!('key' in met)) return met
    const { device, publicKey, formerly } = next
    const answer = await askStep(posts, EnrolmentAnswer, binding => ({
      step: 'renew',
      device,
      publicKey,
      formerly: [...formerly],
      signature: next.sign(renewalText(device, publicKey, met.key, binding ?? '')),
    }))
    if (!answer.ok) return answer.failed
    await rm(mark, { force: true })
    await followIdentity(stateDir)
    return { is: 'renewed', identity: next }
  } finally {
    posts.close()
  }
}
