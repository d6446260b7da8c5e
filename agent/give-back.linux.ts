import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setFlagsFromString } from 'node:v8'
import koffi from 'koffi'

/**
 * A start touches far more than a daemon needs afterwards: most of Node's program, and memory that is free again. This
 * gives it back. What is used again comes back by itself, from the page cache.
 */

/** A mapping that holds nothing of its own: it shows a file, unwritten and unwritable. Addresses in bytes. */
export type Mapping = { readonly from: number; readonly bytes: number; readonly file: string }

const HEAD = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ [1-9]\d* +(\/.*)$/
const PROGRAM = /\.(?:node|so(?:\.\d+)*)$/

/**
 * Only programs and libraries: those stay where they are while we look, so no other memory can have taken the place.
 * @param smaps text of `/proc/PID/smaps`. @param program the file that runs.
 */
export const cleanPrograms = (smaps: string, program: string): Mapping[] =>
  smaps.split(/\n(?=[0-9a-f]+-[0-9a-f]+ )/).flatMap(text => {
    const [, from = '', to = '', rights = '', file = ''] = HEAD.exec(text.split('\n', 1)[0] ?? '') ?? []
    // A program that was installed just now counts as dirty until the disk has it: those pages are the file's, not ours.
    const clean = /^Anonymous: +0 kB$/m.test(text)
    const wanted = file === program || PROGRAM.test(path.basename(file))
    if (!clean || !wanted || rights[1] === 'w') return []
    const start = Number.parseInt(from, 16)
    return [{ from: start, bytes: Number.parseInt(to, 16) - start, file }]
  })

const DONT_NEED = 4

/** Code that has not run for six collections is let go, and compiled anew if it runs again; each of these is two. */
const COLLECTIONS = 3

/** Nothing where the launcher has not put `gc` there. 25 ms each, and what is left is moved together: holes were 0.6 MB. */
const collect = (): void => {
  if (globalThis.gc === undefined) return
  setFlagsFromString('--compact-on-every-full-gc')
  for (let i = 0; i < COLLECTIONS; i++) globalThis.gc({ type: 'major', flavor: 'last-resort', execution: 'sync' })
  setFlagsFromString('--no-compact-on-every-full-gc')
}

/** @returns bytes of mappings that were let go. Never throws: where it cannot be done, nothing is lost. */
export const giveBack = (): number => {
  try {
    collect()
    const libc = koffi.load(null)
    const madvise = libc.func('int madvise(uintptr_t at, size_t bytes, int advice)')
    const mappings = cleanPrograms(readFileSync('/proc/self/smaps', 'utf8'), process.execPath)
    const gone = mappings.filter(({ from, bytes }) => madvise(from, bytes, DONT_NEED) === 0)
    // Of glibc alone; another C library has no such function, and the call is then not found.
    libc.func('int malloc_trim(size_t keep)')(0)
    return gone.reduce((sum, { bytes }) => sum + bytes, 0)
  } catch {
    return 0
  }
}
