import { closeSync, fstatSync, readSync } from 'node:fs'
import { openRegularNow } from '../open-file-now.ts'
import { sameState, stateOf } from './file-state.ts'
import type { JobAnswer, ReadTogetherJob } from './job.ts'
import { PIECE, scanFile } from './scan-file.ts'
import type { Search } from './search.ts'

/**
 * Searches several files, all together. Never throws: what is a link, is gone, too large or changes meanwhile is left
 * out. In one go, as nobody else waits in this process: for small files the turns of the loop would take most of the time.
 */
export const doTogether = ({ id, paths, most }: ReadTogetherJob, search: Search): JobAnswer => {
  const found = new Set<number>()
  let bytes = 0
  for (const path of paths) {
    const read = searched(path, most, search)
    bytes += read?.bytes ?? 0
    for (const place of read?.found ?? []) found.add(place)
  }
  return { kind: 'read-together', id, bytes, found: [...found].sort((a, b) => a - b) }
}

const searched = (path: string, most: number, search: Search): ReturnType<typeof scanFile> => {
  const file = openRegularNow(path, most)
  if ('fault' in file) return null
  const { fd, stat } = file
  try {
    const piece = Math.min(PIECE, file.size + 1)
    const read = scanFile(
      (into, at, length, from) => readSync(fd, into, at, length, from),
      { digest: false, search },
      most,
      piece,
    )
    return sameState(stateOf(stat), stateOf(fstatSync(fd, { bigint: true }))) ? read : null
  } catch {
    return null
  } finally {
    closeSync(fd)
  }
}
