import type { Catalog } from '../policies/language/catalog-entry.ts'
import type { Health } from './health/health.ts'
import type { Identifier } from './identify/identifier.ts'
import type { Sightings } from './identify/sightings.ts'
import { wantedOf } from './identify/wanted.ts'
import type { Judged } from './judge.ts'
import type { Notices } from './notices.ts'
import { openPace } from './pace.ts'
import type { Say } from './parts.ts'
import type { InForce } from './read-in-force.ts'
import type { BehaviorSeen, Home, NotSeen, Observation, ProcessSeen } from './sensors/observation.ts'
import type { ProcessSensor } from './sensors/processes.ts'
import { openSettling, type SettleOptions } from './settle.ts'
import { openShowing } from './showing.ts'

export type Inventory = { readonly homes: readonly Home[]; readonly seen: Observation[]; readonly notSeen: NotSeen[] }

export type RoundsOptions = SettleOptions & {
  /** A walk over what is installed, for the tools of this catalog. */
  readonly takeInventory: (catalog: Catalog) => Promise<Inventory>
  /** What these processes were seen to do. */
  readonly takeBehaviors: (
    catalog: Catalog,
    processes: readonly ProcessSeen[],
    homes: readonly Home[],
  ) => Promise<{ readonly seen: readonly BehaviorSeen[]; readonly notSeen: readonly NotSeen[] }>
  readonly openIdentifier: (catalog: Catalog) => Identifier
  readonly sensor: ProcessSensor | null
  /** What sensors say that they do not see. */
  readonly lacks: () => readonly NotSeen[]
  /** Whether this process is ours to look at. */
  readonly concerns: (process: ProcessSeen, homes: readonly Home[]) => boolean
  readonly inForce: () => InForce | null
  readonly notices: Notices
  readonly health: Health
  /** Time between two walks over what is installed where no file changes, ms. */
  readonly inventoryEvery: number
  readonly say: Say
}

export type Rounds = {
  /** Asks for a look: at verdicts alone, or at what is installed as well. Looks never overlap. */
  readonly soon: (what: 'verdicts' | 'inventory') => void
  /** Files that can tell of an assistant have changed: what is installed is looked at when they have settled. */
  readonly changed: () => void
  /** What is so now, as last written down. */
  readonly last: () => { readonly judged: readonly Judged[]; readonly notSeen: readonly NotSeen[] }
  readonly stop: () => Promise<void>
}

const MINUTE = 60_000
const SETTLE = 300
/** After each look at what is installed: under a storm of installations one look follows the other no faster. */
const REST = 3_000

type Following = {
  readonly of: Catalog
  readonly identifier: Identifier
  readonly sightings: Sightings
  /** Its first look is done: at what is installed, at what runs, and at what that did. */
  whole: boolean
}

/**
 * Looks when something happens, writes down what is new, and only then lets notices be shown. A start is judged as
 * soon as it is identified, whatever else is being read meanwhile.
 */
export const openRounds = async (options: RoundsOptions): Promise<Rounds> => {
  const { health, say } = options
  const { settle, judged } = openSettling(options)
  const processes = new Map<number, ProcessSeen>()
  /** News of one process wait for those before it, or an end could overtake its start. */
  const turns = new Map<number, Promise<void>>()
  const followed = new Map<number, ProcessSeen>()
  let following: Following | null = null
  /** Of the catalog that is followed; null until the first look for it is done. */
  let inventory: Inventory | null = null
  let behaviorsNotSeen: readonly NotSeen[] = []
  let stopped = false

  const guarded = async (part: string, work: () => void | Promise<void>): Promise<void> => {
    try {
      await work()
      health.clear('part-failed', part)
    } catch (error) {
      health.raise('part-failed', error instanceof Error ? error.message : String(error), part)
      say({ msg: 'look-failed', part, why: String(error) })
    }
  }
  const showing = openShowing({ notices: options.notices, guarded: work => guarded('notices', work) })

  const judgeNow = (which: 'all' | 'changed'): void => {
    const inForce = options.inForce()
    if (inForce === null || following === null || inventory === null || stopped) return
    const { homes } = inventory
    // Until the first look is done, what the ledger knows better than it is not taken back.
    const partial = !following.whole
    const news = settle({ findings: following.sightings.now().findings, inForce, homes, which, partial })
    showing.soon({ judged, homes, inForce, ...news })
  }

  const inTurn = (pid: number, work: () => Promise<void>): void => {
    const turn = (turns.get(pid) ?? Promise.resolve()).then(() => guarded('look', work))
    turns.set(pid, turn)
    void turn.then(() => {
      if (turns.get(pid) === turn) turns.delete(pid)
    })
  }
  const follow = (process: ProcessSeen): void => {
    followed.set(process.pid, process)
    inTurn(process.pid, async () => {
      const now = following
      if ((await now?.sightings.started(process)) === true && now === following) judgeNow('changed')
    })
  }
  const leave = (process: ProcessSeen): void => {
    followed.delete(process.pid)
    inTurn(process.pid, async () => {
      if (following?.sightings.ended(process) === true) judgeNow('changed')
    })
  }
  const followAll = (homes: readonly Home[]): void => {
    for (const process of processes.values()) {
      const ours = options.concerns(process, homes)
      if (ours && followed.get(process.pid) !== process) follow(process)
      else if (!ours && followed.has(process.pid)) leave(process)
    }
  }

  const followingOf = async (catalog: Catalog): Promise<Following> => {
    if (following?.of === catalog) return following
    const before = following
    const identifier = options.openIdentifier(catalog)
    following = { of: catalog, identifier, sightings: identifier.follow(), whole: false }
    inventory = null
    followed.clear()
    await before?.identifier.close()
    return following
  }

  const lookAround = async (): Promise<void> => {
    const inForce = options.inForce()
    if (inForce === null) return
    const now = await followingOf(inForce.catalog)
    const { sightings } = now
    const taken = await options.takeInventory(inForce.catalog)
    const isFirst = inventory === null
    if (isFirst) {
      // To read what no entry names takes seconds; what is started meanwhile is told meanwhile.
      await sightings.installed(taken.seen.filter(namedBy(inForce.catalog)), taken.homes)
      inventory = taken
      followAll(taken.homes)
    }
    await sightings.installed(taken.seen, taken.homes)
    inventory = taken
    followAll(taken.homes)
    await guarded('behaviors', () => lookAtBehaviors(inForce.catalog))
    // What runs without being installed would otherwise be told as gone, and come again.
    if (isFirst) await Promise.all(turns.values())
    now.whole = true
    judgeNow('all')
  }
  const lookAtBehaviors = async (catalog: Catalog): Promise<void> => {
    if (following === null || inventory === null) return
    const { seen, notSeen } = await options.takeBehaviors(catalog, [...processes.values()], inventory.homes)
    behaviorsNotSeen = notSeen
    await following.sightings.behaved(seen)
  }
  const pace = openPace({ settle: SETTLE, rest: REST, work: () => guarded('inventory', lookAround) })

  const soon: Rounds['soon'] = what => {
    if (stopped) return
    const isKnown = following !== null && following.of === options.inForce()?.catalog
    if (isKnown) void guarded('look', () => judgeNow('all'))
    if (what === 'inventory' || !isKnown) pace.now()
  }
  const timers = [
    setInterval(pace.now, options.inventoryEvery),
    // What ended is told with the end of its hour, and deadlines pass while nothing starts.
    setInterval(() => soon('verdicts'), MINUTE),
  ]
  const unwatch = await options.sensor?.watch({
    started: process => {
      processes.set(process.pid, process)
      if (inventory !== null && options.concerns(process, inventory.homes)) follow(process)
    },
    ended: ({ pid, started }) => {
      const known = processes.get(pid)
      if (known?.started !== started) return
      processes.delete(pid)
      if (followed.get(pid) === known) leave(known)
    },
  })
  soon('inventory')

  return {
    soon,
    changed: () => {
      following?.identifier.forget()
      pace.soon()
    },
    last: () => ({
      judged: judged(),
      notSeen: [
        ...options.lacks(),
        ...(inventory?.notSeen ?? []),
        ...behaviorsNotSeen,
        ...(following?.sightings.now().notSeen ?? []),
      ],
    }),
    stop: async () => {
      stopped = true
      for (const timer of timers) clearInterval(timer)
      await unwatch?.()
      // What is being read ends with its reader: nobody waits for a large file to stop.
      await following?.identifier.close()
      await pace.stop()
      await Promise.all(turns.values())
      await showing.stop()
    },
  }
}

/** Of packages and extensions, those that an entry of the catalog names. */
const namedBy = (catalog: Catalog): ((seen: Observation) => boolean) => {
  const wanted = wantedOf(catalog)
  return seen => {
    if (seen.kind === 'package') return wanted.package(seen.ecosystem, seen.name)
    return seen.kind !== 'extension' || wanted.extension(seen.family, seen.extension)
  }
}
