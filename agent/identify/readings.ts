import { stat } from 'node:fs/promises'
import { type Fault, faultOf } from '../open-file.ts'
import type { Cache } from './cache.ts'
import { type FileState, sameState, stateOf } from './file-state.ts'
import { type Contents, MOST_BYTES, type ReadJob } from './job.ts'
import type { ReadWhole } from './read-whole.ts'

export type Wish = {
  readonly path: string
  readonly links: ReadJob['links']
  /** Where the same file may lie when `path`, a link of a process, has ended with it. Read only if it is the same. */
  readonly otherwise?: string
  /** Bytes: a smaller one is not worth reading, a larger one is told. */
  readonly least: number
  readonly most: number
}

/** `too-small`: not worth reading, which is no fault. `fresh`: nobody had read it in this state before. */
export type Reading =
  | { readonly scanned: Contents; readonly fresh: boolean }
  | { readonly skipped: 'too-small' }
  | Fault

/** @returns who reads a file of so many bytes. */
export type Readers = (bytes: number) => ReadWhole

/** Each state of a file once, however many processes run it and however many names it has. */
export const openReadings = (cache: Cache, readers: Readers): ((wish: Wish) => Promise<Reading>) => {
  const pending = new Map<string, Promise<Reading>>()

  return async wish => {
    const before = await stat(wish.path, { bigint: true }).catch(faultOf)
    if ('fault' in before) return before
    if (!before.isFile()) return { fault: 'is no regular file', absent: false }
    if (before.size < BigInt(wish.least)) return { skipped: 'too-small' }
    if (before.size > BigInt(wish.most)) return { fault: `is larger than ${shown(wish.most)}`, absent: false }
    const state = stateOf(before)
    const known = cache.get(state)
    if (known !== null) return { scanned: known, fresh: false }
    const key = Object.values(state).join(' ')
    const shared = await pending.get(key)
    // Another process may have ended before its own link to the file was followed.
    if (shared !== undefined && 'scanned' in shared) return shared
    const mine = read(wish, state, cache, readers(Number(before.size)))
    pending.set(key, mine)
    try {
      return await mine
    } finally {
      if (pending.get(key) === mine) pending.delete(key)
    }
  }
}

const read = async (wish: Wish, before: FileState, cache: Cache, whole: ReadWhole): Promise<Reading> => {
  const most = Math.min(wish.most, MOST_BYTES)
  let answer = await whole({ path: wish.path, links: wish.links, most })
  if ('fault' in answer && answer.absent && wish.otherwise !== undefined) {
    const gone = answer
    const other = await whole({ path: wish.otherwise, links: 'refuse', most })
    // In another mount namespace that name may belong to another file.
    answer = 'fault' in other || sameState(other.state, before) ? other : gone
  }
  if ('fault' in answer) return answer
  const scanned = { sha256: answer.sha256, bytes: answer.bytes, found: answer.found, facts: answer.facts }
  // The state is that of the file that the worker opened, whatever the name leads to by now.
  cache.put(answer.state, scanned)
  return { scanned, fresh: true }
}

const MIB = 1024 ** 2
const GIB = 1024 ** 3
const shown = (bytes: number): string => (bytes >= GIB ? `${bytes / GIB} GiB` : `${bytes / MIB} MiB`)
