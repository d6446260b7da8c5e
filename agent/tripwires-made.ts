import { lstat, rm, rmdir } from 'node:fs/promises'
import * as z from 'zod/mini'
import { readStateFile, writeStateFile } from './uplink/state-file.ts'

/** Folders that were made to be watched, kept in the state folder until they are gone. */
export type TripwiresMade = {
  readonly add: (folder: string) => Promise<void>
  /** Removes those that are empty and still the very folders that were made, and forgets all. */
  readonly removeAll: () => Promise<void>
}

const MOST_BYTES = 64 * 1024
const Made = z.array(z.strictObject({ path: z.string(), dev: z.string(), ino: z.string() })).check(z.maxLength(256))
type Made = z.infer<typeof Made>

export const openTripwiresMade = (file: string): TripwiresMade => {
  let made: Made = []
  return {
    add: async path => {
      made = [...made, { path, ...(await placeOf(path)) }]
      await writeStateFile(file, JSON.stringify(made), 'replace')
    },
    removeAll: async () => {
      // The innermost first.
      for (const { path, dev, ino } of (await read(file)).toReversed()) {
        const now = await placeOf(path).catch(() => null)
        if (now !== null && now.dev === dev && now.ino === ino) await rmdir(path).catch(() => {})
      }
      made = []
      await rm(file, { force: true })
    },
  }
}

/** What names one folder whatever it is called; another one in its place has another number. */
const placeOf = async (path: string): Promise<{ dev: string; ino: string }> => {
  const { dev, ino } = await lstat(path, { bigint: true })
  return { dev: `${dev}`, ino: `${ino}` }
}

/** What cannot be read says of no folder that it is ours. */
const read = async (file: string): Promise<Made> => {
  const found = await readStateFile(file, MOST_BYTES)
  if (found.is !== 'read') return []
  try {
    return Made.safeParse(JSON.parse(found.text)).data ?? []
  } catch {
    return []
  }
}
