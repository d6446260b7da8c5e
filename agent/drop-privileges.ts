import { platform } from './platform.ts'

/** The account that owns nothing. */
const NOBODY = platform === 'macos' ? 'nobody' : 65534

/**
 * Gives up root for good, for the account that is told or for the one that owns nothing. Called by a child once it has loaded its modules, which may lie where only root can read.
 * Where we are not root, or the platform has no such account (Windows), it does nothing, nor where that account is root.
 * @throws Error when root was not given up.
 */
export const dropPrivileges = (uid: number | string = NOBODY): void => {
  if (process.getuid?.() !== 0 || uid === 0) return
  process.setgroups?.([])
  process.setgid?.(NOBODY)
  process.setuid?.(uid)
  if (process.getuid() === 0 || process.geteuid?.() === 0) throw new Error('still root')
}
