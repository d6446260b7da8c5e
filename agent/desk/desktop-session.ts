import { lstat } from 'node:fs/promises'
import { platform } from '../platform.ts'

/** How an account's desktop is reached. `as` is set where the agent has to become that account first. */
export type DesktopSession = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly as: { readonly uid: number; readonly gid: number } | null
}

/** The agent itself: who it runs as, and the environment that it was started with. */
export type Own = { readonly uid: number | null; readonly env: Readonly<Record<string, string | undefined>> }

/**
 * The desktop session of an account: the agent's own where it runs in it, else the session bus that the system keeps for
 * that account. A bus without a desktop (somebody logged in over SSH) is only found out by showing something.
 * @param runtime where the system keeps such buses.
 */
export const desktopSession = async (uid: number, own: Own, runtime = '/run/user'): Promise<DesktopSession | null> => {
  if (platform !== 'linux') return own.uid === null || own.uid === uid ? { env: own.env, as: null } : null
  if (own.uid === uid && own.env.DBUS_SESSION_BUS_ADDRESS) return { env: own.env, as: null }
  const folder = `${runtime}/${uid}`
  try {
    const [place, bus] = await Promise.all([lstat(folder), lstat(`${folder}/bus`)])
    if (!place.isDirectory() || place.uid !== uid || !bus.isSocket() || bus.uid !== uid) return null
    const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/bus`, XDG_RUNTIME_DIR: folder }
    return { env, as: own.uid === uid ? null : { uid, gid: place.gid } }
  } catch {
    return null
  }
}
