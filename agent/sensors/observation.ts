import type { Behavior, Ecosystem, ExtensionFamily } from '../../policies/decide/words.ts'

/** Raw facts, as sensors see them. Paths are real paths on this machine, unescaped; nothing here is sent. */

/** Whole numbers as digits; times in ns. */
export type FileFound = {
  readonly dev: string
  readonly ino: string
  readonly size: string
  readonly mtime: string
  readonly ctime: string
}

export type ProcessSeen = {
  readonly kind: 'process'
  readonly pid: number
  /** Start time in the platform's own ticks: with `pid` it names one process. */
  readonly started: number
  readonly account: string | null
  readonly name: string
  readonly argv0: string | null
  /** The program file's path as the system names it; the file may be gone or lie in another mount namespace. */
  readonly program: string
  /** What to open to read the very program that runs, wherever its path leads (`/proc/PID/exe`). */
  readonly open: string
  /** That file as it was found while the process was there: it may have ended before anybody opens it. */
  readonly file?: FileFound
  /** Absolute path of the script that an interpreter (node, bun, deno, python) runs. */
  readonly script: string | null
  /** What to open to read that script, where its path leads to another file or to none. */
  readonly openScript?: string
  /** The terminal it was started in, such as `/dev/pts/3`. */
  readonly terminal: string | null
}

export type PackageSeen = {
  readonly kind: 'package'
  readonly ecosystem: Ecosystem
  readonly account: string | null
  readonly name: string
  readonly version: string | null
  readonly root: string
  /** Name of the package whose dependency it is; null where it was installed for itself. */
  readonly inside: string | null
  /** Who made it, as its manifest says; nobody has proved it. */
  readonly publisher?: string | null
  /** Files in it that can be the program: `bin` targets and platform packages' executables. Real paths. */
  readonly programs: readonly string[]
}

export type ExtensionSeen = {
  readonly kind: 'extension'
  readonly family: ExtensionFamily
  readonly account: string | null
  /** Lower case, as its market knows it. */
  readonly extension: string
  readonly version: string | null
  readonly root: string
}

/** A file that can be started and lies where programs lie (PATH, a native installer's folder). */
export type ProgramSeen = {
  readonly kind: 'program'
  readonly account: string | null
  /** Where it was found, before links were followed. */
  readonly found: string
  readonly path: string
}

export type ConfigSeen = { readonly kind: 'config'; readonly account: string; readonly path: string }

/** What a running process left that carries its pid, or opened that was laid out: a sure link from one to the other. */
export type BehaviorSeen = {
  readonly kind: 'behavior'
  readonly of: Behavior
  readonly account: string | null
  /** As the process sees it. */
  readonly path: string
  /** The catalog's pattern that it was looked for by. */
  readonly pattern: string
  readonly process: ProcessSeen
}

export type Observation = ProcessSeen | PackageSeen | ExtensionSeen | ProgramSeen | ConfigSeen | BehaviorSeen

/** Something that could not be looked at, and why: listed in `scan` and `status`, never silent. */
export type NotSeen = { readonly what: string; readonly why: string }

/** An account of this device and the home that is looked at for it. */
export type Home = { readonly account: string; readonly uid: number; readonly home: string }

/** What the catalog makes worth looking for; handed to sensors, so that they open nothing else. */
export type Wanted = {
  /** @returns whether any catalog entry names this package. */
  readonly package: (ecosystem: PackageSeen['ecosystem'], name: string) => boolean
  readonly extension: (family: ExtensionSeen['family'], id: string) => boolean
  /** Base names of programs, without `.exe`. */
  readonly program: (name: string) => boolean
  /** Path patterns of installations: `~/…` or absolute, `*` for one segment. */
  readonly paths: readonly string[]
  /** Path patterns of configuration, in the same grammar. */
  readonly configs: readonly string[]
}
