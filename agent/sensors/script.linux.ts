import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod/mini'
import { mayProcessRead } from '../astray.ts'
import { readSmallNow } from '../open-file-now.ts'

const LINKS = 16
/** What an interpreter adds to a name that is no file. */
const ENDINGS = ['', '.js', '.mjs', '.cjs']

const link = (file: string): string | null => {
  try {
    return readlinkSync(file)
  } catch {
    return null
  }
}

const isFile = (file: string): boolean => {
  try {
    return statSync(file).isFile()
  } catch {
    return false
  }
}

const sameMounts = (pid: number): boolean => {
  const theirs = link(`/proc/${pid}/ns/mnt`)
  return theirs === null || theirs === link('/proc/self/ns/mnt')
}

/**
 * The file that a process was given as its script.
 * @param candidates as it was written on the command line, likeliest first.
 * @returns a real path; of a process with mounts of its own, a path through `/proc/PID/root`; null where none is a file.
 */
export const locateScript = (pid: number, candidates: readonly string[]): string | null =>
  locate(pid, candidates, ENDINGS)

/** The file that a process means by a path, as `locateScript` tells it. */
export const locateFile = (pid: number, file: string): string | null => locate(pid, [file], [''])

const locate = (pid: number, candidates: readonly string[], endings: readonly string[]): string | null => {
  const cwd = link(`/proc/${pid}/cwd`)
  const root = sameMounts(pid) ? (link(`/proc/${pid}/root`) ?? '/') : `/proc/${pid}/root`
  for (const candidate of candidates) {
    if (candidate.includes('\0') || /^[a-z]+:\/\//.test(candidate)) continue
    const place = placeOf(candidate, cwd, root)
    if (place === null) continue
    for (const named of endings === ENDINGS ? namedBy(place) : [place]) {
      const file = root.startsWith('/proc/') ? followWithin(root, named) : named
      if (file === null || !isFile(file)) continue
      if (root.startsWith('/proc/')) return file
      const real = realpathSync(file)
      // Named by somebody who may not read it: no interpreter runs it for them, and nothing is read in their place.
      if (mayProcessRead(pid, real)) return real
    }
  }
  return null
}

/** What a script's path can mean, in the order in which node tries it. A manifest is read where no file came before. */
function* namedBy(place: string): Generator<string> {
  for (const ending of ENDINGS) yield place + ending
  const main = mainOf(place)
  if (main !== null) yield main
  yield path.join(place, 'index.js')
}

const MANIFEST_BYTES = 64 * 1024

/** The file that a folder's package.json names, for `node .`; as it is written or with `.js`. */
const mainOf = (folder: string): string | null => {
  const manifest = readSmallNow(path.join(folder, 'package.json'), MANIFEST_BYTES)
  if ('fault' in manifest) return null
  try {
    const main = Main.safeParse(JSON.parse(manifest.text))
    const file = main.success ? path.join(folder, main.data.main) : null
    if (file === null || path.relative(folder, file).startsWith('..')) return null
    return isFile(file) ? file : `${file}.js`
  } catch {
    return null
  }
}

const Main = z.object({ main: z.string().check(z.minLength(1), z.maxLength(1_024), z.regex(/^[^\0]*$/)) })

const placeOf = (candidate: string, cwd: string | null, root: string): string | null => {
  if (path.isAbsolute(candidate)) return path.join(root, candidate)
  if (cwd === null || !path.isAbsolute(cwd)) return null
  // A changed root shows in `cwd` as seen from ours; mounts of its own do not.
  return root.startsWith('/proc/') ? path.join(root, cwd, candidate) : path.join(cwd, candidate)
}

/** Follows the links that the last part of `file` is, each from `root`: absolute ones mean the process's own root. */
const followWithin = (root: string, file: string): string | null => {
  let at = file
  for (let i = 0; i < LINKS; i++) {
    try {
      if (!lstatSync(at).isSymbolicLink()) return at
    } catch {
      return null
    }
    const target = link(at) ?? ''
    const next = path.isAbsolute(target) ? path.join(root, target) : path.resolve(path.dirname(at), target)
    // A relative link may climb as far as the root and no further.
    at = next.startsWith(`${root}/`) ? next : path.join(root, path.relative('/', next))
  }
  return null
}
