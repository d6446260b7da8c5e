import { statfs } from 'node:fs/promises'
import { noneKeepsWaiting } from './kept-waiting.ts'
import { platform } from './platform.ts'

/** By the number that Linux gives each kind: ext2 to ext4, XFS, Btrfs, F2FS, ZFS, tmpfs. */
const NEAR = new Set([0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0x2fc12fc1, 0x01021994])
/** ms; a number that one filesystem had can become another's. */
const REMEMBERED = 60_000
const MOST = 256

const known = new Map<bigint, { readonly near: boolean; readonly until: number }>()

/**
 * Whether the filesystem that holds a file answers by itself: no server and no program of somebody's can keep whoever
 * reads it waiting, so it may be read in one go. A small file takes a tenth of the time that it takes turn by turn.
 * @param dev of the file, as `stat` told it.
 */
export const isNear = async (path: string, dev: bigint): Promise<boolean> => {
  // A name can be given to another file while it is asked about: where something could keep us waiting, nothing is near.
  if (platform !== 'linux' || !noneKeepsWaiting()) return false
  const now = performance.now()
  const before = known.get(dev)
  if (before !== undefined && before.until > now) return before.near
  const near = await statfs(path).then(
    ({ type }) => NEAR.has(type),
    () => false,
  )
  if (known.size >= MOST) known.clear()
  known.set(dev, { near, until: now + REMEMBERED })
  return near
}
