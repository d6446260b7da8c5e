import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterLoader, isLoaderName, type Mapped, namedByLoader, parseCode, startsItself } from './loader-parse.ts'
import { locateFile } from './script.linux.ts'

/** What runs where the program of a process is the loader of shared libraries. */
export type Loaded = {
  /** As the process sees it. */
  readonly program: string
  readonly open: string
  readonly argv0: string
  /** After argv[0]. */
  readonly args: readonly string[]
}

const auxv = Buffer.alloc(1_024)

/**
 * `ld.so PROGRAM`: `/proc/PID/exe` is the loader then. The program is the file that the arguments name, once its code
 * is mapped; else the file with most code in memory; before it maps any, what the arguments name.
 * @param exe what the link `/proc/PID/exe` says. @param argv with argv[0].
 * @returns null for every other process: it costs one short read of what the kernel knows.
 */
export const loadedBy = (pid: number, exe: string, argv: readonly string[]): Loaded | null => {
  if (!startsItself(readAuxv(pid))) return null
  const code = codeOf(pid)
  // A packed program has none of its own file's code in memory, and is no loader for that.
  if (!code.some(mapped => mapped.path === exe)) return null
  const others = code.filter(mapped => mapped.path !== exe)
  const args = argv.slice(1)
  const [first, ...rest] = afterLoader(args)
  const named = first === undefined ? null : locateFile(pid, first)
  const mapped = others.find(other => named !== null && sameFile(named, pid, other)) ?? others[0]
  const argv0 = namedByLoader(args) ?? first ?? argv[0] ?? ''
  if (mapped !== undefined) return { program: mapped.path, open: openOf(pid, mapped), argv0, args: rest }
  if (named === null || !isLoaderName(path.basename(exe))) return null
  return { program: named, open: named, argv0, args: rest }
}

const readAuxv = (pid: number): Buffer => {
  let fd: number | null = null
  try {
    fd = openSync(`/proc/${pid}/auxv`, 'r')
    return auxv.subarray(0, readSync(fd, auxv, 0, auxv.length, 0))
  } catch {
    return auxv.subarray(0, 0)
  } finally {
    if (fd !== null) closeSync(fd)
  }
}

const codeOf = (pid: number): Mapped[] => {
  try {
    return parseCode(readFileSync(`/proc/${pid}/maps`, 'utf8'))
  } catch {
    return []
  }
}

const sameFile = (named: string, pid: number, mapped: Mapped): boolean => {
  try {
    const [one, other] = [statSync(named), statSync(openOf(pid, mapped))]
    return one.dev === other.dev && one.ino === other.ino
  } catch {
    return false
  }
}

/** The very file that is mapped, where we may open it so; else what lies at its path in the process's own root. */
const openOf = (pid: number, { path: file, range }: Mapped): string => {
  const magic = `/proc/${pid}/map_files/${range}`
  try {
    statSync(magic)
    return magic
  } catch {
    return `/proc/${pid}/root${file}`
  }
}
