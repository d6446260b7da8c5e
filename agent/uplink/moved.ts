import { consoleUrl, enrolUrl } from './console-url.ts'
import type { Dial } from './dial.ts'
import { type Failed, meetConsole } from './enroll.ts'
import { type Enrolled, readEnrolled, writeEnrolled } from './enrolled.ts'
import { openPosts } from './post.ts'

export type Moved =
  /** There is nothing to follow: never enrolled, enrolled at this address, or left before. */
  | { readonly is: 'not-due' }
  /** The console that this device is enrolled with answers at another address, which is remembered from now on. */
  | { readonly is: 'followed'; readonly device: string }
  /** A console with a key of its own, or one that cannot be told from it. */
  | { readonly is: 'another'; readonly former: Enrolled }
  | Failed

const WITHIN = 15_000

/**
 * Asks the console at the address of the settings who it is: an address that changes is no other console, and nobody
 * leaves one before the next has proved itself. Nothing about this device is said.
 * @param dial how a secure connection is made; null for plain http on this machine.
 */
export const followMove = async (stateDir: string, setting: string, dial: Dial | null): Promise<Moved> => {
  const address = consoleUrl(setting)
  if (!address.ok) return { is: 'refused', reason: address.reason }
  const console = address.url.href
  const enrolled = await readEnrolled(stateDir)
  if (enrolled === null || enrolled.console === console || enrolled.left === true) return { is: 'not-due' }
  if (enrolled.key === undefined) return { is: 'another', former: enrolled }

  const posts = openPosts(enrolUrl(address.url), WITHIN, dial)
  try {
    const same = await meetConsole(posts, { is: 'remembered', key: enrolled.key })
    if ('key' in same) {
      await writeEnrolled(stateDir, { ...enrolled, console, key: same.key })
      return { is: 'followed', device: enrolled.device }
    }
    if (same.is !== 'not-proven') return same
    const other = await meetConsole(posts, { is: 'first-use' })
    return 'key' in other ? { is: 'another', former: enrolled } : other
  } finally {
    posts.close()
  }
}
