import type { BehaviorSeen, Home, NotSeen, Observation, ProcessSeen } from '../sensors/observation.ts'
import type { Finding } from './finding.ts'
import { gather } from './gather.ts'
import type { Sign } from './sign.ts'

/** What one observation came to. */
export type Said = { readonly signs: readonly Sign[]; readonly missed: readonly NotSeen[] }

/** Says what observations are, beside one state of what is installed. */
export type Reader = (seen: Observation) => Promise<Said>

/**
 * What is seen of this machine now, observation by observation, so that one more costs what it costs alone. Whatever
 * came in which order, `now` is what one whole look at the same observations finds.
 */
export type Sightings = {
  /**
   * What is installed, in place of what was; whatever runs is looked at again beside it. All of it counts at once,
   * when this resolves. One at a time.
   */
  readonly installed: (seen: readonly Observation[], homes: readonly Home[]) => Promise<void>
  /** What processes were seen to do, in place of what was. */
  readonly behaved: (seen: readonly BehaviorSeen[]) => Promise<void>
  /**
   * A process, or what a known one has become. It counts when this resolves, and a known one as it was until then.
   * @returns whether there is anything to tell of it, or was.
   */
  readonly started: (process: ProcessSeen) => Promise<boolean>
  /** @returns whether there was anything to tell of it. */
  readonly ended: (process: { readonly pid: number; readonly started: number }) => boolean
  readonly now: () => { readonly findings: Finding[]; readonly notSeen: NotSeen[] }
}

type Running = { readonly process: ProcessSeen; said: Said | null }

const NOTHING: Said = { signs: [], missed: [] }

/** Packages first: they know which programs they brought. */
const ORDER = ['package', 'extension', 'program', 'config'] as const

/** @param beside begins anew what is known of packages: for each look at what is installed, which it is told. */
export const openSightings = (
  beside: (homes: readonly Home[], installed: readonly Observation[]) => Reader,
): Sightings => {
  let read = beside([], [])
  let installed: readonly Said[] = []
  let behaviors: { readonly seen: readonly BehaviorSeen[]; said: readonly Said[] } = { seen: [], said: [] }
  const running = new Map<number, Running>()

  /** Looks again where another look at what is installed counts by the time it is done; `take` follows at once. */
  const readNow = async <T>(reading: (reader: Reader) => Promise<T>, take: (read: T) => void): Promise<void> => {
    for (;;) {
      const reader = read
      const said = await reading(reader)
      if (reader === read) return take(said)
    }
  }

  return {
    installed: async (seen, homes) => {
      const reader = beside(homes, seen)
      const said = await inTurn(
        ORDER.flatMap(kind => seen.filter(each => each.kind === kind)),
        reader,
      )
      const again = new Map<Running, Said>()
      const behaved = behaviors
      const behavedAgain = await inTurn(behaved.seen, reader)
      for (;;) {
        // Those that are being looked at for the first time see to it themselves, or a large file would hold up all.
        const left = [...running.values()].filter(one => one.said !== null && !again.has(one))
        if (left.length === 0) break
        for (const one of left) again.set(one, await reader(one.process))
      }
      read = reader
      installed = said
      if (behaviors === behaved) behaviors = { seen: behaved.seen, said: behavedAgain }
      for (const [one, anew] of again) one.said = anew
    },
    behaved: async seen => {
      await readNow(
        reader => inTurn(seen, reader),
        said => {
          behaviors = { seen, said }
        },
      )
    },
    started: async process => {
      const before = running.get(process.pid)
      const one: Running = { process, said: before?.process.started === process.started ? before.said : null }
      running.set(process.pid, one)
      await readNow(
        reader => reader(process),
        said => {
          one.said = said
        },
      )
      return tells(before?.said) || tells(one.said)
    },
    ended: ({ pid, started }) => {
      const one = running.get(pid)
      if (one?.process.started !== started) return false
      running.delete(pid)
      const left = behaviors.seen.map(({ process }) => process.pid !== pid || process.started !== started)
      const behaved = left.includes(false)
      if (behaved)
        behaviors = {
          seen: behaviors.seen.filter((_, i) => left[i]),
          said: behaviors.said.filter((_, i) => left[i]),
        }
      return behaved || tells(one.said)
    },
    now: () => {
      const processes = [...running.values()].sort(
        ({ process: a }, { process: b }) => a.started - b.started || a.pid - b.pid,
      )
      const all = [...installed, ...behaviors.said, ...processes.map(({ said }) => said ?? NOTHING)]
      const missed = new Map(all.flatMap(said => said.missed.map(each => [`${each.what}\0${each.why}`, each] as const)))
      return { findings: gather(all.flatMap(({ signs }) => signs)), notSeen: [...missed.values()] }
    },
  }
}

const tells = (said: Said | null | undefined): boolean =>
  said !== null && said !== undefined && (said.signs.length > 0 || said.missed.length > 0)

const inTurn = async (seen: readonly Observation[], reader: Reader): Promise<Said[]> => {
  const said: Said[] = []
  for (const each of seen) said.push(await reader(each))
  return said
}
