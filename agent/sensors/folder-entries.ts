import { closeSync, constants, type Dirent, fstatSync, opendirSync, openSync } from 'node:fs'
import { open, opendir, stat } from 'node:fs/promises'
import { ASTRAY, isAstray, isAstrayNow } from '../astray.ts'
import { isNear } from '../near.ts'
import { O_PATH } from '../open-file.ts'
import { platform } from '../platform.ts'

/**
 * What lies in a folder, with names as bytes: a name that is no UTF-8 could not be told from another one. The folder that
 * was looked at is the one that is listed, whatever its name leads to by now.
 * @throws as `node:fs` does, and an error with the code EASTRAY where root is led to what its account may not see.
 */
export const entriesOf = async (folder: string): Promise<Iterable<Dirent> | AsyncIterable<Dirent>> => {
  const { dev } = await stat(folder, { bigint: true })
  return (await isNear(folder, dev)) ? inOneGo(folder) : inTurns(folder)
}

const LOOK = (platform === 'linux' ? O_PATH : constants.O_RDONLY) | (constants.O_DIRECTORY ?? 0)
// @types/node knows bytes for readdir only.
const BYTES = { encoding: 'buffer' as BufferEncoding, bufferSize: 256 }

const held = (folder: string, fd: number): string => (platform === 'linux' ? `/proc/self/fd/${fd}` : folder)
const astray = (): Error => Object.assign(new Error(ASTRAY), { code: 'EASTRAY' })

function* inOneGo(folder: string): Generator<Dirent> {
  const fd = openSync(folder, LOOK)
  try {
    if (isAstrayNow(folder, fd, fstatSync(fd, { bigint: true }))) throw astray()
    const dir = opendirSync(held(folder, fd), BYTES)
    try {
      for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) yield entry
    } finally {
      dir.closeSync()
    }
  } finally {
    closeSync(fd)
  }
}

async function* inTurns(folder: string): AsyncGenerator<Dirent> {
  // Windows opens no folder as a file, and has no account that this would protect: we keep ours there.
  if (platform === 'windows') return yield* await opendir(folder, BYTES)
  const handle = await open(folder, LOOK)
  try {
    if (await isAstray(folder, handle.fd, await handle.stat({ bigint: true }))) throw astray()
    yield* await opendir(held(folder, handle.fd), BYTES)
  } finally {
    await handle.close()
  }
}
