import { randomBytes } from 'node:crypto'
import { rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Bytes. */
export const BALLAST = 256 * 1024

export type Ballast = {
  /** Lays it where it is missing and the disk has room for it twice. @returns whether it lies there. */
  readonly lay: () => boolean
  readonly drop: () => void
}

/**
 * A file that is nothing but room: on a full disk it goes first, and what it leaves lets the ledger write down that the
 * disk is full. Random bytes, for a filesystem that compresses would keep no room for others.
 */
export const openBallast = (dir: string): Ballast => {
  const file = path.join(dir, 'ledger.ballast')
  const drop = (): void => {
    try {
      rmSync(file, { force: true })
    } catch {
      // Then there is no more room than there was.
    }
  }
  return {
    drop,
    lay: () => {
      if (statSync(file, { throwIfNoEntry: false })?.size === BALLAST) return true
      try {
        const { bavail, bsize } = statfsSync(dir)
        if (bavail * bsize < 2 * BALLAST) return false
        rmSync(file, { force: true })
        writeFileSync(file, randomBytes(BALLAST), { mode: 0o600, flag: 'wx' })
        return true
      } catch {
        drop()
        return false
      }
    },
  }
}
