import path from 'node:path'

/**
 * The state folder is 0711: everybody may pass, nobody may look. In it stand `private/` (0700: ledger, keys) and
 * `desk/` (0711), with one socket per account, which that account alone can open.
 */
export const deskFolder = (stateDir: string): string => path.join(stateDir, 'desk')
export const privateFolderIn = (stateDir: string): string => path.join(stateDir, 'private')
export const socketOf = (folder: string, uid: number): string => path.join(folder, `${uid}.sock`)

/** Bytes of a socket's path, the end mark left out: 108 in Linux's `sun_path`, 104 in macOS'. Longer ones are cut silently. */
export const LONGEST_SOCKET = 103
