/** What tells a program that was started through the loader of shared libraries. Pure. */

/** Where the loader lies in memory, include/uapi/linux/auxvec.h. */
const AT_BASE = 7n
const ENTRY = 16

/**
 * Whether a process was begun without a loader before it: a static program, or the loader itself, whatever it is called.
 * @param bytes of `/proc/PID/auxv` of a 64-bit process. What cannot be read is taken for an ordinary program.
 */
export const startsItself = (bytes: Buffer): boolean => {
  for (let at = 0; at + ENTRY <= bytes.length; at += ENTRY)
    if (bytes.readBigUInt64LE(at) === AT_BASE) return bytes.readBigUInt64LE(at + 8) === 0n
  return false
}

export type Mapped = {
  readonly path: string
  /** Of its code, bytes. */
  readonly bytes: number
  /** Of its largest piece, as a name in `/proc/PID/map_files`. */
  readonly range: string
}

/** @param text of `/proc/PID/maps`. @returns files whose code is mapped, the largest first. */
export const parseCode = (text: string): Mapped[] => {
  const files = new Map<string, Mapped & { largest: number }>()
  for (const line of text.split('\n')) {
    const [, from, to, path] = /^([0-9a-f]+)-([0-9a-f]+) ..x. [0-9a-f]+ \S+ [1-9]\d* +(\/.*)$/.exec(line) ?? []
    if (from === undefined || to === undefined || path === undefined) continue
    const bytes = Number.parseInt(to, 16) - Number.parseInt(from, 16)
    const before = files.get(path)
    const larger = before === undefined || bytes > before.largest
    files.set(path, {
      path,
      bytes: (before?.bytes ?? 0) + bytes,
      range: larger ? `${unpadded(from)}-${unpadded(to)}` : before.range,
      largest: larger ? bytes : before.largest,
    })
  }
  return [...files.values()].sort((a, b) => b.bytes - a.bytes).map(({ path, bytes, range }) => ({ path, bytes, range }))
}

/** The one file pads addresses, the other does not. */
const unpadded = (address: string): string => address.replace(/^0+(?=.)/, '')

const NAMES = /^ld(?:-|64\.|\.)[\w.-]*so(?:\.\d+)*$/
/** Options of the loaders of glibc and musl whose value is the next argument. */
const VALUED = new Set(
  `--library-path --preload --argv0 --audit --inhibit-rpath --glibc-hwcaps-prepend --glibc-hwcaps-mask`.split(' '),
)

export const isLoaderName = (name: string): boolean => NAMES.test(name)

/** @param args of a loader, after argv[0]. @returns those of the program that it starts, that program's file first. */
export const afterLoader = (args: readonly string[]): string[] => {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '--') return args.slice(i + 1)
    if (!arg.startsWith('--')) return args.slice(i)
    if (VALUED.has(arg)) i++
  }
  return []
}

/** @returns the name that it is to know itself by, where the loader was told one. */
export const namedByLoader = (args: readonly string[]): string | null => {
  const at = args.indexOf('--argv0')
  const told = args.find(arg => arg.startsWith('--argv0='))?.slice('--argv0='.length)
  return told ?? (at < 0 ? null : (args[at + 1] ?? null))
}
