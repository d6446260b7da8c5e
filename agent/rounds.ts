import type { Circumstances, DeviceFacts } from '../policies/decide/words.ts'
import type { Catalog } from '../policies/language/catalog-entry.ts'
import type { Health } from './health/health.ts'
import type { Identifier } from './identify/identifier.ts'
import { type Judged, judge } from './judge.ts'
import { changes, type Running } from './ledger/changes.ts'
import { hourOf } from './ledger/hour.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Notices } from './notices.ts'
import type { Say } from './parts.ts'
import type { InForce } from './read-in-force.ts'
import type { Home, NotSeen, Observation, ProcessSeen } from './sensors/observation.ts'
import type { ProcessSensor } from './sensors/processes.ts'

export type Inventory = { readonly homes: readonly Home[]; readonly seen: Observation[]; readonly notSeen: NotSeen[] }

export type RoundsOptions = {
  /** A walk over what is installed, for the tools of this catalog. */
  readonly takeInventory: (catalog: Catalog) => Promise<Inventory>
  readonly openIdentifier: (catalog: Catalog) => Identifier
  readonly sensor: ProcessSensor | null
  /** Whether this process is ours to look at. */
  readonly concerns: (process: ProcessSeen, homes: readonly Home[]) => boolean
  readonly inForce: () => InForce | null
  readonly device: DeviceFacts
  readonly circumstances: () => Circumstances
  readonly ledger: Ledger
  readonly notices: Notices
  readonly health: Health
  readonly now: () => number
  /** Time between two walks over what is installed, ms. */
  readonly inventoryEvery: number
  readonly say: Say
}

export type Rounds = {
  /** Asks for a look: at processes alone, or at what is installed as well. Looks never overlap. */
  readonly soon: (what: 'processes' | 'inventory') => void
  /** What the last look saw. */
  readonly last: () => { readonly judged: readonly Judged[]; readonly notSeen: readonly NotSeen[] }
  readonly stop: () => Promise<void>
}

const MINUTE = 60_000

/** Looks again and again, writes down what is new, and only then lets notices be shown. */
export const openRounds = async (options: RoundsOptions): Promise<Rounds> => {
  const { ledger, health, now, say } = options
  const processes = new Map<number, ProcessSeen>()
  let inventory: Inventory = { homes: [], seen: [], notSeen: [] }
  let inventoryDue = true
  let running: Running = new Map()
  let identifier: { readonly for: Catalog; readonly it: Identifier } | null = null
  let last: ReturnType<Rounds['last']> = { judged: [], notSeen: [] }
  let current: Promise<void> | null = null
  let again = false
  let stopped = false

  const identifierFor = async (catalog: Catalog): Promise<Identifier> => {
    if (identifier?.for === catalog) return identifier.it
    await identifier?.it.close()
    identifier = { for: catalog, it: options.openIdentifier(catalog) }
    inventoryDue = true
    return identifier.it
  }

  const round = async (): Promise<void> => {
    const inForce = options.inForce()
    if (inForce === null) return
    const it = await identifierFor(inForce.catalog)
    if (inventoryDue) {
      inventoryDue = false
      inventory = await options.takeInventory(inForce.catalog)
    }
    const { homes } = inventory
    const concerned = [...processes.values()].filter(process => options.concerns(process, homes))
    const identified = await it.identify([...inventory.seen, ...concerned], homes)
    const at = now()
    const judged = judge({
      findings: identified.findings,
      policy: inForce.policy,
      catalog: inForce.catalog,
      homes,
      device: options.device,
      history: ledger.history,
      firstSeen: ledger.firstSeen,
      circumstances: options.circumstances(),
      now: at,
    })
    const detections = judged.map(({ detection }) => detection)
    const news = changes({ known: ledger.known(), now: detections, hour: hourOf(at), running })
    const started = startedSince(running, detections)
    ledger.recordAll(news.drafts)
    for (const { detection, account } of news.repeats) ledger.repeat(detection, account)
    running = news.running
    last = { judged, notSeen: [...inventory.notSeen, ...identified.notSeen] }
    await options.notices.show({ judged, started, homes, inForce })
  }

  const guarded = async (): Promise<void> => {
    do {
      again = false
      try {
        await round()
        health.clear('part-failed', 'look')
      } catch (error) {
        health.raise('part-failed', error instanceof Error ? error.message : String(error), 'look')
        say({ msg: 'look-failed', why: String(error) })
      }
    } while (again && !stopped)
    current = null
  }
  const soon: Rounds['soon'] = what => {
    if (stopped) return
    if (what === 'inventory') inventoryDue = true
    if (current === null) current = guarded()
    else again = true
  }

  const timers = [
    setInterval(() => soon('inventory'), options.inventoryEvery),
    // What ended is told with the end of its hour, and deadlines pass while nothing starts.
    setInterval(() => soon('processes'), MINUTE),
  ]
  const unwatch = await options.sensor?.watch({
    started: process => {
      processes.set(process.pid, process)
      if (options.concerns(process, inventory.homes)) soon('processes')
    },
    ended: ({ pid, started }) => {
      const known = processes.get(pid)
      if (known?.started !== started) return
      processes.delete(pid)
      if (last.judged.some(({ finding }) => finding.process?.pid === pid)) soon('processes')
    },
  })
  soon('inventory')

  return {
    soon,
    last: () => last,
    stop: async () => {
      stopped = true
      for (const timer of timers) clearInterval(timer)
      await unwatch?.()
      await current
      await identifier?.it.close()
    },
  }
}

/** What runs now in another process than at the last look, or did not run then. */
const startedSince = (
  before: Running,
  now: readonly { readonly id: string; readonly state: string; readonly pid?: number | undefined }[],
): ReadonlySet<string> =>
  new Set(now.filter(({ id, state, pid }) => state === 'running' && before.get(id)?.pid !== pid).map(({ id }) => id))
