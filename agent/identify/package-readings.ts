import { stat } from 'node:fs/promises'
import type { Cache } from './cache.ts'
import { type FileState, stateOf } from './file-state.ts'
import { MOST_BYTES } from './job.ts'
import type { OwnFile } from './own-files.ts'
import { NO_FACTS } from './program/facts.ts'
import type { Worker } from './run-worker.ts'

/**
 * Which texts occur in the files of a package, all together. Kept by the state of its manifest: an installer writes that
 * anew with everything else.
 */
export type PackageReadings = (manifest: string, files: () => Promise<readonly OwnFile[]>) => Promise<readonly number[]>

export const openPackageReadings = (cache: Cache, worker: Pick<Worker, 'read'>): PackageReadings => {
  const pending = new Map<string, Promise<readonly number[]>>()

  return async (manifest, files) => {
    const before = await stat(manifest, { bigint: true }).catch(() => null)
    if (before === null || !before.isFile()) return []
    const state = ofPackage(stateOf(before))
    const known = cache.get(state)
    if (known !== null) return known.found
    const key = Object.values(state).join(' ')
    const others = pending.get(key)
    if (others !== undefined) return others
    const mine = readAll(files, worker, ({ bytes, found }) =>
      cache.put(state, { sha256: '', bytes, found, facts: NO_FACTS }),
    )
    pending.set(key, mine)
    try {
      return await mine
    } finally {
      pending.delete(key)
    }
  }
}

const readAll = async (
  files: () => Promise<readonly OwnFile[]>,
  worker: Pick<Worker, 'read'>,
  keep: (read: { readonly bytes: number; readonly found: readonly number[] }) => void,
): Promise<readonly number[]> => {
  const found = new Set<number>()
  let bytes = 0
  for (const file of await files()) {
    const read = await worker.read({ path: file.path, links: 'refuse', most: MOST_BYTES, part: 'texts' })
    if ('fault' in read) continue
    bytes += read.bytes
    for (const place of read.found ?? []) found.add(place)
  }
  const inOrder = [...found].sort((a, b) => a - b)
  keep({ bytes, found: inOrder })
  return inOrder
}

/** The manifest is a file too, and may be read as one. */
const ofPackage = (state: FileState): FileState => ({ ...state, dev: `package of ${state.dev}` })
