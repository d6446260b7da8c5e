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
  /** The file as it was found before: nobody looks again at what is known in this state. */
  readonly found?: FileState
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

/** Files of which is remembered here what they hold: what is started again asks no other file. */
const MOST_RECENT = 64

/** Each state of a file once, however many processes run it and however many names it has. */
export const openReadings = (cache: Cache, readers: Readers): ((wish: Wish) => Promise<Reading>) => {
  const pending = new Map<string, Promise<Reading>>()
  const recent = new Map<string, Contents>()

  const kept = (state: FileState): Contents | null => {
    const key = keyOf(state)
    const before = recent.get(key)
    if (before !== undefined) return before
    const scanned = cache.get(state)
    if (scanned !== null) {
      if (recent.size >= MOST_RECENT) recent.clear()
      recent.set(key, scanned)
    }
    return scanned
  }

  const known = (state: FileState, { least, most }: Wish): Reading | null => {
    const size = BigInt(state.size)
    if (size < BigInt(least)) return { skipped: 'too-small' }
    if (size > BigInt(most)) return { fault: `is larger than ${shown(most)}`, absent: false }
    const scanned = kept(state)
    return scanned === null ? null : { scanned, fresh: false }
  }

  return async wish => {
    const before = wish.found === undefined ? null : known(wish.found, wish)
    if (before !== null) return before
    const there = await whereItIs(wish)
    if ('fault' in there) return there
    const { state } = there
    const now = known(state, wish)
    if (now !== null) return now
    const key = keyOf(state)
    const shared = await pending.get(key)
    // Another process may have ended before its own link to the file was followed.
    if (shared !== undefined && 'scanned' in shared) return shared
    const mine = read({ ...wish, ...there.at }, state, cache, readers(Number(state.size)))
    pending.set(key, mine)
    try {
      return await mine
    } finally {
      if (pending.get(key) === mine) pending.delete(key)
    }
  }
}

const keyOf = ({ dev, ino, size, mtime, ctime }: FileState): string => `${dev} ${ino} ${size} ${mtime} ${ctime}`

type There = { readonly state: FileState; readonly at: Pick<Wish, 'path' | 'links'> }

/** Where the process has ended, the file lies where its name leads to: if it is that very one. */
const whereItIs = async ({ path, links, otherwise, found }: Wish): Promise<There | Fault> => {
  const there = await stateAt(path)
  if (!('fault' in there)) return { state: there, at: { path, links } }
  if (!there.absent || otherwise === undefined || found === undefined) return there
  const other = await stateAt(otherwise)
  const isSame = !('fault' in other) && other.dev === found.dev && other.ino === found.ino
  return isSame ? { state: other, at: { path: otherwise, links: 'refuse' } } : there
}

const stateAt = async (path: string): Promise<FileState | Fault> => {
  const found = await stat(path, { bigint: true }).catch(faultOf)
  if ('fault' in found) return found
  return found.isFile() ? stateOf(found) : { fault: 'is no regular file', absent: false }
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
