import type { Platform } from '../policies/decide/words.ts'
import type { Finding } from './identify/finding.ts'
import type { Identifier } from './identify/identifier.ts'
import type { Unsupported } from './platform.ts'
import { type BehaviorPattern, behaviorsOf } from './sensors/behaviors.ts'
import { inventory } from './sensors/inventory.ts'
import type { Connections } from './sensors/inventory-mcp.ts'
import type { BehaviorSeen, Home, NotSeen, ProcessSeen, Wanted } from './sensors/observation.ts'
import type { ProcessSensor } from './sensors/processes.ts'

export type LookOptions = {
  readonly homes: readonly Home[]
  /** Where the system places begin, `/` as a rule. */
  readonly root: string
  /** Only what lies in those homes: no system places, no PATH, no process from elsewhere. */
  readonly confined: boolean
  /** Folders in which programs are looked for, besides those of accounts. */
  readonly path: readonly string[]
  readonly wanted: Wanted
  readonly behaviors: readonly BehaviorPattern[]
  readonly platform: Platform
  readonly identifier: Pick<Identifier, 'identify'>
  readonly sensor: ProcessSensor | Unsupported
}

export type Look = {
  readonly findings: readonly Finding[]
  readonly notSeen: readonly NotSeen[]
  readonly connections: Connections
}

/** One whole look: what is installed, what runs, and what both are. */
export const look = async (options: LookOptions): Promise<Look> => {
  const { homes, confined, sensor } = options
  const installed = await inventory({
    homes,
    root: options.root,
    system: !confined,
    path: confined ? [] : options.path,
    wanted: options.wanted,
    platform: options.platform,
  })
  const running =
    'unsupported' in sensor
      ? { seen: [], notSeen: [{ what: 'processes', why: sensor.unsupported }] }
      : await sensor.snapshot()
  const processes = confined ? running.seen.filter(process => concerns(process, homes)) : running.seen
  const behaved = await whatTheyDid(options, running.seen)
  const identified = await options.identifier.identify([...installed.seen, ...processes, ...behaved.seen], homes)
  return {
    findings: identified.findings,
    connections: installed.connections,
    notSeen: [...installed.notSeen, ...running.notSeen, ...behaved.notSeen, ...identified.notSeen],
  }
}

/**
 * What running programs left, with the processes that it is linked to. A session in one of these homes concerns it,
 * wherever its program lies; a socket only beside such a session, or where its program lies there too.
 */
export const whatTheyDid = async (
  {
    homes,
    confined,
    behaviors: patterns,
    platform,
  }: Pick<LookOptions, 'homes' | 'confined' | 'behaviors' | 'platform'>,
  processes: readonly ProcessSeen[],
): Promise<{ readonly seen: readonly BehaviorSeen[]; readonly notSeen: readonly NotSeen[] }> => {
  const left = await behaviorsOf[platform]({ homes, processes, patterns })
  if ('unsupported' in left)
    return { seen: [], notSeen: [{ what: 'what running programs leave', why: left.unsupported }] }
  const here = new Set(
    left.filter(seen => concerns(seen.process, homes) || lies(seen.path, homes)).map(({ process }) => process.pid),
  )
  return { seen: left.filter(({ process }) => !confined || here.has(process.pid)), notSeen: [] }
}

/** Whether the program or the script of a process lies in one of these homes, which are real paths. */
export const concerns = (process: ProcessSeen, homes: readonly Home[]): boolean =>
  [process.program, process.script].some(file => file !== null && lies(file, homes))

const lies = (file: string, homes: readonly Home[]): boolean =>
  homes.some(({ home }) => file.startsWith(home.endsWith('/') ? home : `${home}/`))
