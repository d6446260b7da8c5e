import { stat } from 'node:fs/promises'
import { type Fault, faultOf } from '../open-file.ts'
import type { Cache } from './cache.ts'
import { MOST_BYTES, type ReadJob, stateOf } from './job.ts'
import type { Worker } from './run-worker.ts'
import type { Scanned } from './scan-file.ts'

export type Wish = {
  readonly path: string
  readonly links: ReadJob['links']
  /** Bytes: a smaller one is not worth reading, a larger one is told. */
  readonly least: number
  readonly most: number
}

/** `too-small`: not worth reading, which is no fault. */
export type Reading = { readonly scanned: Scanned } | { readonly skipped: 'too-small' } | Fault

/** Each file once, however many processes run it and however many names it has. */
export const readOnce = async (wish: Wish, cache: Cache, worker: Worker): Promise<Reading> => {
  const before = await stat(wish.path, { bigint: true }).catch(faultOf)
  if ('fault' in before) return before
  if (!before.isFile()) return { fault: 'is no regular file', absent: false }
  if (before.size < BigInt(wish.least)) return { skipped: 'too-small' }
  if (before.size > BigInt(wish.most)) return { fault: `is larger than ${shown(wish.most)}`, absent: false }
  const known = cache.get(stateOf(before))
  if (known !== null) return { scanned: known }
  const read = await worker.read({ path: wish.path, links: wish.links, most: Math.min(wish.most, MOST_BYTES) })
  if ('fault' in read) return read
  const scanned = { sha256: read.sha256, bytes: read.bytes, found: read.found }
  // The state is that of the file that the worker opened, whatever the name leads to by now.
  cache.put(read.state, scanned)
  return { scanned }
}

const MIB = 1024 ** 2
const GIB = 1024 ** 3
const shown = (bytes: number): string => (bytes >= GIB ? `${bytes / GIB} GiB` : `${bytes / MIB} MiB`)
