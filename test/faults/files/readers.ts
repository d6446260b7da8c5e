import { lstatSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { readSmall } from '../../../agent/open-file.ts'
import { readNear, readSmallNow } from '../../../agent/open-file-now.ts'
import { openDisk } from '../../../agent/sensors/disk.ts'
import type { Reader } from './race.ts'

const MOST = 1_000
const textOf = (answer: Awaited<ReturnType<typeof readSmall>>): string | null => ('text' in answer ? answer.text : null)

/** Every way in which the agent reads files of strangers. */
export const READERS: Readonly<Record<string, Reader>> = {
  'in one go': file => textOf(readSmallNow(file, MOST)),
  'near ones in one go': async file => textOf(await readNear(file, MOST)),
  'in turns': async file => textOf(await readSmall(file, MOST)),
  'in turns, by links': async file => textOf(await readSmall(file, MOST, 'follow')),
}

/** The names in the file's folder. */
export const listing: Reader = async file => {
  const disk = openDisk()
  const folder = path.dirname(file)
  const names = await disk.list(folder, disk.budget(folder))
  return disk.notSeen().length > 0 ? null : names.map(({ name }) => name).join('\n')
}

/** How agents like ours were led astray: each looks before it reads, and reads something else. */
export const NAIVE: Readonly<Record<'file' | 'parent', Reader>> = {
  file: file => orNull(() => (lstatSync(file).isFile() ? readFileSync(file, 'utf8') : null)),
  parent: file => orNull(() => (realpathSync(file) === file ? readFileSync(file, 'utf8') : null)),
}

const orNull = (read: () => string | null): string | null => {
  try {
    return read()
  } catch {
    return null
  }
}
