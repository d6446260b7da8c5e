import { type Kept, type Notes, openAsking } from '../asked.ts'
import { type Disk, openDisk, openInTurn } from './disk.ts'
import { type Installed, inventoryBy, type LookAtPart } from './inventory.ts'
import { openMissed } from './missed.ts'
import type { NotSeen, Wanted } from './observation.ts'
import type { Where } from './places.ts'

export type RememberingOptions = {
  readonly wanted: Wanted
  /** ms since the epoch. */
  readonly now: () => number
  /** As `openDisk` has it. */
  readonly touched?: (path: string) => void
}

type Part = { readonly came: unknown; readonly notSeen: readonly NotSeen[]; readonly kept: Kept }

/**
 * Looks at what is installed as often as it is asked to, one look at a time. A part of which the disk answers as before
 * whatever was asked of it comes to what it came to then.
 */
export const openInventory = ({
  wanted,
  now,
  touched,
}: RememberingOptions): ((where: Omit<Where, 'wanted'>) => Promise<Installed>) => {
  let parts = new Map<string, Part>()
  let of = ''
  return async at => {
    const here = JSON.stringify(at)
    if (here !== of) parts = new Map()
    of = here
    const asking = openAsking(now)
    const inTurn = openInTurn()
    const missed = openMissed()
    const lookAt: LookAtPart = async <T>(what: string, act: (disk: Disk) => Promise<T>): Promise<T> => {
      const before = parts.get(what)
      if (before !== undefined && (await asking.unchanged(before.kept))) {
        for (const each of before.notSeen) missed.miss(each.what, each.why)
        return before.came as T
      }
      parts.delete(what)
      const disk = openDisk(touched, inTurn)
      const notes = asking.notes()
      try {
        const came = await act(noted(disk, notes))
        const kept = notes.kept()
        if (kept !== null) parts.set(what, { came, notSeen: disk.notSeen(), kept })
        return came
      } finally {
        for (const each of disk.notSeen()) missed.miss(each.what, each.why)
      }
    }
    const { notSeen, ...installed } = await inventoryBy(lookAt, { ...at, wanted })
    return { ...installed, notSeen: [...notSeen, ...missed.notSeen()] }
  }
}

/** Notes each question before the disk is asked. */
const noted = (disk: Disk, { ask }: Notes): Disk => ({
  ...disk,
  list: async (folder, budget) => {
    await ask('target', folder)
    return disk.list(folder, budget)
  },
  read: async (file, most) => {
    await ask('state', file)
    return disk.read(file, most)
  },
  open: async (file, most, use) => {
    await ask('state', file)
    return disk.open(file, most, use)
  },
  real: async file => {
    await ask('leads', file)
    return disk.real(file)
  },
  stat: async file => {
    await ask('program', file)
    return disk.stat(file)
  },
  lstat: async file => {
    await ask('kind', file)
    return disk.lstat(file)
  },
})
