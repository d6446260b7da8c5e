import { stat } from 'node:fs/promises'
import type { Cache } from './cache.ts'
import { type FileState, stateOf } from './file-state.ts'
import { MOST_BYTES, MOST_TOGETHER } from './job.ts'
import type { OwnFile } from './own-files.ts'
import { NO_FACTS } from './program/facts.ts'
import type { Worker } from './run-worker.ts'

/**
 * Which texts occur in the files of a package, all together. Kept by the state of its manifest: an installer writes that
 * anew with everything else.
 */
export type PackageReadings = (manifest: string, files: () => Promise<readonly OwnFile[]>) => Promise<readonly number[]>

export const openPackageReadings = (cache: Cache, worker: Reads): PackageReadings => {
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

type Reads = Pick<Worker, 'read' | 'readTogether'>

/** Bytes of one message: what is read while nothing else can be asked. */
const BYTES_TOGETHER = 16 * 1024 ** 2

const readAll = async (
  files: () => Promise<readonly OwnFile[]>,
  worker: Reads,
  keep: (read: { readonly bytes: number; readonly found: readonly number[] }) => void,
): Promise<readonly number[]> => {
  const found = new Set<number>()
  let bytes = 0
  const take = (read: { readonly bytes: number; readonly found: readonly number[] | null }): void => {
    bytes += read.bytes
    for (const place of read.found ?? []) found.add(place)
  }
  for (const paths of inPortions(await files())) {
    const read = await worker.readTogether({ paths, most: MOST_BYTES })
    if (!('fault' in read)) take(read)
    // One of them ended the reader: each by itself, so that it is left out alone.
    else
      for (const path of paths) {
        const one = await worker.read({ path, links: 'refuse', most: MOST_BYTES, part: 'texts' })
        if (!('fault' in one)) take(one)
      }
  }
  const inOrder = [...found].sort((a, b) => a - b)
  keep({ bytes, found: inOrder })
  return inOrder
}

/** Some files at a time, a large one by itself. */
const inPortions = (files: readonly OwnFile[]): string[][] => {
  const portions: string[][] = []
  let left = 0
  for (const { path, bytes } of files) {
    const last = portions.at(-1)
    if (last !== undefined && last.length < MOST_TOGETHER && bytes <= left) last.push(path)
    else {
      portions.push([path])
      left = BYTES_TOGETHER
    }
    left -= bytes
  }
  return portions
}

/** The manifest is a file too, and may be read as one. */
const ofPackage = (state: FileState): FileState => ({ ...state, dev: `package of ${state.dev}` })
