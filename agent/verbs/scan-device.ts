import { stat } from 'node:fs/promises'
import path from 'node:path'
import { loadIdentity } from '../uplink/identity.ts'

/** A device that has no identity yet: detections have ids all the same, and the same ones each time. */
export const NOBODY = `d-${'0'.repeat(32)}`

/** Who this device is, where that is known and may be read. A look makes no identity. */
export const deviceIn = async (stateDir: string): Promise<string> => {
  try {
    await stat(path.join(stateDir, 'identity.pem'))
    return (await loadIdentity(stateDir)).device
  } catch {
    return NOBODY
  }
}

/** Where what was read of files is kept, where there is such a place; a look makes none. */
export const cacheFileIn = async (stateDir: string): Promise<string | null> => {
  const found = await stat(stateDir).catch(() => null)
  return found?.isDirectory() === true && found.uid === process.getuid?.() ? path.join(stateDir, 'files.db') : null
}
