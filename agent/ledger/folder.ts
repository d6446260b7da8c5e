import { closeSync, constants, fchmodSync, lstatSync, mkdirSync, openSync, type Stats } from 'node:fs'
import path from 'node:path'
import { codeOf } from './code-of.ts'

/** A folder or file that others could have touched. Its message is for a person, and says what to do. */
export class LooseFolder extends Error {
  override readonly name = 'LooseFolder'
}

/**
 * Makes `dir` with mode 0700, or holds an existing one to that. Folders above that are missing are made 0711: the
 * way through them stays open for the desk's sockets, which stand beside this folder.
 * @throws LooseFolder for a link, another owner, a mode that lets others in, or a parent through which others could
 * swap it.
 */
export const privateFolder = (dir: string): void => {
  const parent = path.dirname(dir)
  makeWayTo(parent)
  heldAbove(parent, lstatSync(parent))
  try {
    mkdirSync(dir, { mode: 0o700 })
  } catch (error) {
    if (!isThere(error)) throw error
  }
  held(dir, lstatSync(dir), stat => stat.isDirectory(), 'a folder')
}

/**
 * Makes `file` with mode 0600 where it is missing, or holds an existing one to that.
 * @returns whether it was there before.
 * @throws LooseFolder as `privateFolder` does.
 */
export const privateFile = (file: string): boolean => {
  try {
    const made = openSync(file, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | constants.O_NOFOLLOW, 0o600)
    fchmodSync(made, 0o600)
    closeSync(made)
    return false
  } catch (error) {
    if (!isThere(error)) throw error
  }
  held(file, lstatSync(file), stat => stat.isFile(), 'a regular file')
  return true
}

const isThere = (error: unknown): boolean => codeOf(error) === 'EEXIST'

/** One by one: asked for all at once, Node says of a read-only disk that there is no such folder. */
const makeWayTo = (dir: string): void => {
  try {
    mkdirSync(dir, { mode: 0o711 })
  } catch (error) {
    if (isThere(error)) return
    if (codeOf(error) !== 'ENOENT') throw error
    makeWayTo(path.dirname(dir))
    mkdirSync(dir, { mode: 0o711 })
  }
}

const ROOT = 0
const STICKY = 0o1000

/** In a sticky folder, as `/tmp` is, others may write and yet swap nothing of ours. */
const heldAbove = (place: string, stat: Stats): void => {
  if (!stat.isDirectory())
    throw new LooseFolder(`${place} is not a folder, or is a link to one: name the folder itself`)
  const self = process.getuid?.()
  // Windows answers modes and owners that mean nothing; there the installer's access list guards the folder.
  if (self === undefined) return
  if (stat.uid !== self && stat.uid !== ROOT)
    throw new LooseFolder(`${place} belongs to uid ${stat.uid}, not to ${self}: chown it, or move it`)
  if ((stat.mode & 0o022) !== 0 && (stat.mode & STICKY) === 0)
    throw new LooseFolder(`${place} may be written to by others: chmod go-w it, and look at who did`)
}

const held = (place: string, stat: Stats, fits: (stat: Stats) => boolean, wanted: string): void => {
  if (!fits(stat)) throw new LooseFolder(`${place} is not ${wanted}: move it away`)
  const self = process.getuid?.()
  if (self === undefined) return
  if (stat.uid !== self)
    throw new LooseFolder(`${place} belongs to uid ${stat.uid}, not to ${self}: chown it, or move it`)
  if ((stat.mode & 0o077) !== 0)
    throw new LooseFolder(`${place} lets others in (mode ${(stat.mode & 0o777).toString(8)}): chmod go= it`)
}
