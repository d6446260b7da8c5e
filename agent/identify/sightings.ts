import { createHash } from 'node:crypto'
import { type Asking, type Kept, NO_NOTES, type Notes } from '../asked.ts'
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

/** Begins anew what is known of packages: for each look at what is installed, which it is told. Notes what it asks. */
export type Beside = (homes: readonly Home[], installed: readonly Observation[], notes: Notes) => Reader

/** Lets a look at what is installed be no more than a look whether all still is as it was. */
export type Remember = {
  readonly asking: () => Asking
  /** What is known of packages is read anew where it is needed. */
  readonly forget: () => void
}

/** What is installed came to this, and does as long as the answers hold. */
type Whole = { readonly of: string; readonly kept: Kept }

/** @param remember absent: each look at what is installed is a whole one. */
export const openSightings = (beside: Beside, remember?: Remember): Sightings => {
  let read = beside([], [], NO_NOTES)
  let installed: readonly Said[] = []
  let whole: Whole | null = null
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
    installed: async (all, homes) => {
      const seen = ORDER.flatMap(kind => all.filter(each => each.kind === kind))
      const asking = remember?.asking()
      const of = asking === undefined ? '' : digestOf(homes, seen)
      const isSame = whole?.of === of && (await asking?.unchanged(whole.kept)) === true
      if (isSame) remember?.forget()
      const notes = asking?.notes() ?? NO_NOTES
      const reader = isSame ? read : beside(homes, seen, notes)
      const said = isSame ? await missedAgain(seen, installed, reader) : await inTurn(seen, reader)
      const kept = isSame ? null : notes.kept()
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
      if (!isSame) whole = kept === null ? null : { of, kept }
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

/** What could not be read may be read by now, whatever the disk answers. */
const missedAgain = async (seen: readonly Observation[], said: readonly Said[], reader: Reader): Promise<Said[]> => {
  const again: Said[] = []
  for (const [at, before] of said.entries()) {
    const one = seen[at]
    again.push(one === undefined || before.missed.length === 0 ? before : await reader(one))
  }
  return again
}

const digestOf = (...of: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(of)).digest('base64')

const inTurn = async (seen: readonly Observation[], reader: Reader): Promise<Said[]> => {
  const said: Said[] = []
  for (const each of seen) said.push(await reader(each))
  return said
}
