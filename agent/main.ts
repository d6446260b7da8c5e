import path from 'node:path'
import type { Circumstances, DeviceFacts } from '../policies/decide/words.ts'
import type { Catalog } from '../policies/language/catalog-entry.ts'
import { keptBy } from '../policies/language/kept.ts'
import { readCatalog } from '../policies/language/read-catalog.ts'
import { answersOf } from './answers.ts'
import { describeDevice } from './describe-device.ts'
import type { Own } from './desk/desktop-session.ts'
import { openDoor } from './desk/door.ts'
import { deskFolder, privateFolderIn } from './desk/place.ts'
import { enrolAndConnect } from './enrolling.ts'
import { openHealth } from './health/health.ts'
import { openIdentifier } from './identify/identifier.ts'
import { wantedOf } from './identify/wanted.ts'
import { type InForce, readInForce } from './in-force.ts'
import { privateFolder } from './ledger/folder.ts'
import { openLedger } from './ledger/ledger.ts'
import { concerns } from './look.ts'
import { openNotices } from './notices.ts'
import { type Part, type Say, startParts } from './parts.ts'
import { platform } from './platform.ts'
import { openRounds, type Rounds } from './rounds.ts'
import { watchConfigs } from './sensors/configs.ts'
import { homes } from './sensors/homes.ts'
import { inventory } from './sensors/inventory.ts'
import { processSensor } from './sensors/processes.ts'
import { catalogFiles } from './settings/catalog-files.ts'
import type { AgentSettings } from './settings/settings.ts'
import { consoleUrl } from './uplink/console-url.ts'
import { readEnrolled } from './uplink/enrolled.ts'
import { loadIdentity } from './uplink/identity.ts'
import { openPolicyIntake, type PolicyIntake, type Verdict } from './uplink/policy-intake.ts'
import type { UplinkState } from './uplink/uplink-state.ts'

export type DaemonOptions = {
  readonly settings: AgentSettings
  readonly own: Own
  /** Directories in which programs are looked for, besides those of accounts. */
  readonly path: readonly string[]
  readonly version: string
  /** How this installation's verbs are typed. */
  readonly command: string
  readonly now: () => number
  readonly randomBytes: (bytes: number) => Uint8Array
  readonly random: () => number
  readonly say: Say
}

export type Daemon = { readonly device: string; readonly stop: (why: string) => Promise<void> }

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * Builds every part, gives each what it uses, starts them in order and stops them in reverse.
 * @throws what a part without which nothing can be recorded threw: the state folder, the key, the ledger.
 */
export const runDaemon = async (options: DaemonOptions): Promise<Daemon> => {
  const { settings, own, now, say } = options
  const dir = privateFolderIn(settings.stateDir)
  privateFolder(dir)
  const identity = await loadIdentity(dir)
  const enrolledBefore = await readEnrolled(dir)
  const ledger = openLedger({ dir, now, random: options.randomBytes, enrolled: enrolledBefore !== null })
  const health = openHealth({ now, onNews: news => void ledger.record({ kind: 'condition-changed', ...news }) })
  if (ledger.began?.why === 'file-damaged') health.raise('ledger-damaged', ledger.began.damage ?? '', 'file')
  for (const fault of ledger.verify()) health.raise('ledger-damaged', `entry ${fault.seq}: ${fault.fault}`, 'chain')
  const catalog = await shippedCatalog(say)
  const device: DeviceFacts = { id: identity.device, platform, tags: settings.tags }

  let inForce: InForce | null = null
  let enrolledWith = enrolledBefore?.console ?? null
  let state: UplinkState = { is: 'idle' }
  let freshWord: number | null = null
  let rounds: Rounds | null = null
  const working = new Map<string, 'working' | 'failed' | 'unsupported'>()

  const take = (next: InForce): void => {
    inForce = next
    health.clear('policy-missing')
    rounds?.soon('inventory')
  }
  const address = settings.console === null ? null : consoleUrl(settings.console)
  const console = address?.ok === true ? address.url.href : null
  const policies: PolicyIntake | null = console === null ? null : await openPolicyIntake(dir, console)
  const stored = policies?.stored() ?? null
  if (stored !== null) {
    const read = readInForce(stored, catalog)
    if ('inForce' in read) inForce = read.inForce
    else health.raise('policy-refused', read.refused)
  }
  if (inForce === null) health.raise('policy-missing')
  if (console === null) health.raise('not-enrolled', address?.ok === false ? address.reason : 'no console is set')

  const circumstances = (): Circumstances => ({
    lastFreshWord: state.is === 'streaming' ? now() : freshWord,
    mayBlock: [],
    tripped: [],
    safeMode: false,
    standDown: false,
  })
  const onState = (next: UplinkState): void => {
    if (state.is === 'streaming') freshWord = now()
    state = next
    if (next.is === 'streaming') health.clear('console-away')
    else if (next.is === 'waiting') health.raise('console-away', next.why.reason)
  }

  const sensor = await processSensor[platform]()
  working.set('processes', 'unsupported' in sensor ? 'unsupported' : 'working')
  if ('unsupported' in sensor) health.cannot('processes', sensor.unsupported)
  const confined = settings.sensors.homes !== null
  const notices = openNotices({
    ledger,
    health,
    own,
    accounts: settings.notices.accounts,
    narrated: settings.notices.narrated,
    command: options.command,
    now,
    say,
  })
  const takeInventory = async (of: Catalog) => {
    const at = await homes(settings.sensors.homes ?? undefined)
    const wanted = wantedOf(of)
    const taken = await inventory({
      homes: at,
      root: '/',
      system: !confined,
      path: confined ? [] : options.path,
      wanted,
      platform,
    })
    working.set('inventory', 'working')
    return { homes: at, ...taken }
  }

  const parts: Part[] = [
    { name: 'ledger', stopWithin: 5 * SECOND, start: async () => async () => ledger.close() },
    {
      name: 'rounds',
      stopWithin: 10 * SECOND,
      start: async () => {
        rounds = await openRounds({
          takeInventory,
          openIdentifier: of => openIdentifier({ catalog: of, cacheFile: path.join(dir, 'files.db'), log: say }),
          sensor: 'unsupported' in sensor ? null : sensor,
          concerns: (process, at) => !confined || concerns(process, at),
          inForce: () => inForce,
          device,
          circumstances,
          ledger,
          notices,
          health,
          now,
          inventoryEvery: MINUTE,
          say,
        })
        return rounds.stop
      },
    },
    watching('configs', async () => {
      const at = await homes(settings.sensors.homes ?? undefined)
      const { configs } = wantedOf(inForce?.catalog ?? catalog)
      const unwatch = await watchConfigs({ homes: at, patterns: configs }, () => rounds?.soon('inventory'))
      working.set('configs', 'working')
      return unwatch
    }),
    watching('desk', async () => {
      const accounts = (await homes(settings.sensors.homes ?? undefined)).map(({ account, uid }) => ({ account, uid }))
      if (rounds === null) throw new Error('rounds come first')
      const answer = answersOf({
        version: options.version,
        device: device.id,
        enrolledWith: () => enrolledWith,
        connected: () => state.is === 'streaming',
        inForce: () => inForce,
        sensors: () => [...working].map(([name, is]) => ({ sensor: name, state: is })),
        ledger,
        health,
        rounds,
      })
      const door = await openDoor({ dir: deskFolder(settings.stateDir), accounts, answer })
      if ('unsupported' in door) health.cannot('desk', door.unsupported)
      return 'unsupported' in door ? async () => {} : door.close
    }),
    watching('device', async () => {
      await describeDevice({ ledger, health, agent: options.version, tags: settings.tags })
      working.set('device', 'working')
      return async () => {}
    }),
    watching('uplink', async () => {
      if (console === null || policies === null) return async () => {}
      return enrolAndConnect({
        enrolling: { console, token: settings.enrollToken, identity, stateDir: dir, now },
        uplink: {
          console,
          identity,
          policies,
          agent: options.version,
          onPolicy: news => verdictOn(news, catalog, next => adopt(next, news.policy)),
          onState,
          onCondition: (condition, is, detail) =>
            is === 'raised' ? health.raise(condition, detail) : health.clear(condition),
          now,
          random: options.random,
        },
        ledger,
        health,
        onEnrolled: with_ => {
          enrolledWith = with_
        },
        random: options.random,
        say,
      })
    }),
    ticking(SECOND, health.tick),
    ticking(MINUTE, () => void ledger.closeHours()),
    ticking(HOUR, () => void ledger.retain(keptBy(inForce?.policy ?? null))),
  ]

  const adopt = (next: InForce, policy: string): void => {
    ledger.record({ kind: 'policy-applied', policy, serial: next.serial, digest: next.digest })
    take(next)
    say({ msg: 'policy', policy, serial: next.serial })
  }

  /** A part without which the rest goes on: what it throws is a condition. */
  function watching(name: string, start: Part['start']): Part {
    return {
      name,
      stopWithin: 5 * SECOND,
      start: async () => {
        try {
          return await start()
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error)
          health.raise(name === 'desk' ? 'desk-closed' : 'part-failed', why, name)
          working.set(name, 'failed')
          say({ msg: 'part-failed', part: name, why })
          return async () => {}
        }
      },
    }
  }
  const stop = await startParts(parts, say)
  return { device: device.id, stop }
}

const ticking = (every: number, tick: () => void): Part => ({
  name: `every ${every} ms`,
  stopWithin: SECOND,
  start: async () => {
    const timer = setInterval(tick, every)
    return async () => clearInterval(timer)
  },
})

const verdictOn = (
  news: Parameters<typeof readInForce>[0],
  catalog: Catalog,
  use: (inForce: InForce) => void,
): Verdict => {
  const read = readInForce(news, catalog)
  return 'refused' in read ? read : { use: () => use(read.inForce) }
}

const shippedCatalog = async (say: Say): Promise<Catalog> => {
  const { catalog, faults } = readCatalog(await catalogFiles())
  for (const fault of faults) say({ msg: 'catalog-fault', at: fault.place.file, why: fault.message })
  return catalog
}
