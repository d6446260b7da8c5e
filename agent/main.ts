import path from 'node:path'
import type { Circumstances, DeviceFacts } from '../policies/decide/words.ts'
import type { Catalog } from '../policies/language/catalog-entry.ts'
import { keptBy } from '../policies/language/kept.ts'
import { answersOf } from './answers.ts'
import { tellConnections } from './connections-told.ts'
import { describeDevice } from './describe-device.ts'
import type { Own } from './desk/desktop-session.ts'
import { openDoor } from './desk/door.ts'
import { deskFolder, privateFolderIn } from './desk/place.ts'
import { enrolAndConnect } from './enrolling.ts'
import { openIdentifier } from './identify/identifier.ts'
import { behaviorsWanted, tripwiresWanted, wantedOf } from './identify/wanted.ts'
import { worthReading } from './identify/worth-reading.ts'
import { privateFolder } from './ledger/folder.ts'
import { concerns, whatTheyDid } from './look.ts'
import { openNotices } from './notices.ts'
import { dispensable, type Part, type Say, startParts, ticking } from './parts.ts'
import { patrolling } from './patrol.ts'
import { platform } from './platform.ts'
import { openPolicyInForce } from './policy-in-force.ts'
import { openRecord } from './record.ts'
import { openRounds, type Rounds } from './rounds.ts'
import { homes } from './sensors/homes.ts'
import { type KernelEvents, kernelEvents } from './sensors/kernel-events.ts'
import type { Home, NotSeen, ProcessSeen } from './sensors/observation.ts'
import { processSensor } from './sensors/processes.ts'
import { openInventory } from './sensors/remembered-inventory.ts'
import type { AgentSettings } from './settings/settings.ts'
import { readShipped } from './settings/shipped-catalog.ts'
import { tripwire } from './tripwire.ts'
import { consoleUrl } from './uplink/console-url.ts'
import { type Dial, openDial } from './uplink/dial.ts'
import { readEnrolled } from './uplink/enrolled.ts'
import { loadIdentity } from './uplink/identity.ts'
import { openPolicyIntake } from './uplink/policy-intake.ts'
import type { UplinkState } from './uplink/uplink-state.ts'
import { interestingTo, openFileWatch } from './watch-files.ts'

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
  const record = openRecord({ dir, now, random: options.randomBytes, enrolled: enrolledBefore !== null, say })
  const { ledger, health } = record
  const catalog = await shippedCatalog(say)
  const device: DeviceFacts = { id: identity.device, platform, tags: settings.tags }

  const working = new Map<string, 'working' | 'failed' | 'unsupported'>()
  const failed = (name: string) => (why: string) => {
    health.raise(name === 'desk' ? 'desk-closed' : 'part-failed', why, name)
    working.set(name, 'failed')
    say({ msg: 'part-failed', part: name, why })
  }
  let enrolledWith = enrolledBefore?.console ?? null
  let state: UplinkState = { is: 'idle' }
  let freshWord: number | null = null
  let rounds: Rounds | null = null

  const address = settings.console === null ? null : consoleUrl(settings.console)
  const console = address?.ok === true ? address.url.href : null
  const dialTo = (to: string): Dial | null => {
    const { trust } = settings
    const at = consoleUrl(to)
    return at.ok ? openDial({ console: at.url, near: at.near, ca: trust.ca, env: own.env, platform, now }) : null
  }
  if (console === null) health.raise('not-enrolled', address?.ok === false ? address.reason : 'no console is set')
  const policies = console === null ? null : await openPolicyIntake(dir, console)
  const policy = await openPolicyInForce({
    stored: policies?.stored() ?? null,
    catalog,
    ledger,
    health,
    say,
    onChanged: () => rounds?.soon('inventory'),
  })

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

  const events = await kernelEvents[platform]()
  const kernel = 'unsupported' in events ? null : events
  working.set('kernel-events', kernel === null ? 'unsupported' : 'working')
  if ('unsupported' in events) health.cannot('kernel-events', events.unsupported)
  let interesting = interestingTo(policy.now()?.catalog ?? catalog, worthReading.program.least)
  const sensor = await processSensor[platform]({ kernel, interesting: file => interesting(file) })
  working.set('processes', 'unsupported' in sensor ? 'unsupported' : 'working')
  if ('unsupported' in sensor) health.cannot('processes', sensor.unsupported)
  let filesLack: NotSeen | null = null
  const files = openFileWatch({
    kernel,
    changed: () => rounds?.changed(),
    lacks: notSeen => {
      filesLack = notSeen
    },
  })
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
  let inventoryOf = { of: catalog, look: openInventory({ wanted: wantedOf(catalog), now }) }
  const takeInventory = async (of: Catalog) => {
    if (inventoryOf.of !== of) inventoryOf = { of, look: openInventory({ wanted: wantedOf(of), now }) }
    const at = await homes(settings.sensors.homes ?? undefined)
    const where = { homes: at, root: '/', system: !confined, path: confined ? [] : options.path, platform }
    interesting = interestingTo(of, worthReading.program.least)
    // Before the look: what comes while it goes on is not missed.
    await files.follow(of, where).then(
      () => {
        working.set('files', 'working')
        health.clear('part-failed', 'files')
      },
      error => failed('files')(error instanceof Error ? error.message : String(error)),
    )
    const taken = await inventoryOf.look(where)
    tellConnections(ledger, taken.connections, at)
    working.set('inventory', 'working')
    return { homes: at, ...taken }
  }
  const tripped = tripwire({
    on: settings.sensors.tripwire,
    kernel,
    folders: () => tripwiresWanted(policy.now()?.catalog ?? catalog),
    own: process.pid,
    stateFile: path.join(dir, 'tripwires.json'),
    sprung: () => rounds?.changed(),
    health,
    working: () => working.set('tripwire', 'working'),
    failed: failed('tripwire'),
  })
  const takeBehaviors = async (of: Catalog, processes: readonly ProcessSeen[], at: readonly Home[]) => {
    const left = await whatTheyDid({ homes: at, confined, behaviors: behaviorsWanted(of), platform }, processes)
    const opened = tripped.openedBy(processes).filter(({ process }) => !confined || concerns(process, at))
    return { seen: [...left.seen, ...opened], notSeen: [...left.notSeen, ...tripped.notSeen()] }
  }
  const lacks = (): NotSeen[] => [
    ...(kernel?.lacks() ?? []),
    ...(filesLack === null ? [] : [filesLack]),
    ...overflowOf(kernel),
  ]

  const closeHours = (): void => {
    ledger.closeHours()
    ledger.tidy()
  }
  const parts: Part[] = [
    {
      name: 'ledger',
      stopWithin: 5 * SECOND,
      start: async () => async () => record.close(),
    },
    { name: 'kernel-events', stopWithin: SECOND, start: async () => async () => kernel?.close() },
    { name: 'files', stopWithin: 5 * SECOND, start: async () => files.stop },
    {
      name: 'rounds',
      stopWithin: 10 * SECOND,
      start: async () => {
        rounds = await openRounds({
          takeInventory,
          takeBehaviors,
          lacks,
          openIdentifier: of => openIdentifier({ catalog: of, cacheFile: path.join(dir, 'files.db'), now, log: say }),
          sensor: 'unsupported' in sensor ? null : sensor,
          concerns: (process, at) => !confined || concerns(process, at),
          inForce: policy.now,
          device,
          circumstances,
          ledger,
          notices,
          health,
          now,
          inventoryEvery: kernel === null ? MINUTE : 10 * MINUTE,
          say,
        })
        return rounds.stop
      },
    },
    tripped.part,
    dispensable(
      'desk',
      async () => {
        const accounts = (await homes(settings.sensors.homes ?? undefined)).map(({ account, uid }) => ({
          account,
          uid,
        }))
        if (rounds === null) throw new Error('rounds come first')
        const answer = answersOf({
          version: options.version,
          device: device.id,
          enrolledWith: () => enrolledWith,
          connected: () => state.is === 'streaming',
          inForce: policy.now,
          sensors: () => [...working].map(([name, is]) => ({ sensor: name, state: is })),
          ledger,
          health,
          rounds,
        })
        const door = await openDoor({ dir: deskFolder(settings.stateDir), accounts, answer })
        if ('unsupported' in door) health.cannot('desk', door.unsupported)
        return 'unsupported' in door ? async () => {} : door.close
      },
      failed('desk'),
    ),
    dispensable(
      'device',
      async () => {
        await describeDevice({ ledger, health, agent: options.version, tags: settings.tags })
        working.set('device', 'working')
        return async () => {}
      },
      failed('device'),
    ),
    dispensable(
      'uplink',
      async () => {
        if (console === null || policies === null) return async () => {}
        return enrolAndConnect({
          enrolling: {
            console,
            keys: settings.trust.keys,
            token: settings.enrollToken,
            identity,
            stateDir: dir,
            now,
          },
          dialTo,
          uplink: {
            console,
            identity,
            policies,
            agent: options.version,
            onPolicy: policy.judge,
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
      },
      failed('uplink'),
    ),
    patrolling(ledger, health),
    ticking('hours', MINUTE, closeHours, failed('hours')),
    ticking('retention', HOUR, () => void ledger.retain(keptBy(policy.now()?.policy ?? null)), failed('retention')),
  ]

  const stop = await startParts(parts, say)
  return { device: device.id, stop }
}

const shippedCatalog = async (say: Say): Promise<Catalog> => {
  const { catalog, faults } = await readShipped()
  for (const fault of faults) say({ msg: 'catalog-fault', at: fault.place.file, why: fault.message })
  return catalog
}

/** Each time what it missed was looked for; what came and went meanwhile was not seen. */
const overflowOf = (kernel: KernelEvents | null): NotSeen[] => {
  const { overflows } = kernel?.counts() ?? { overflows: 0 }
  const why = `events came faster than they could be read, ${overflows} time${overflows === 1 ? '' : 's'} since the start; everything was looked at again each time`
  return overflows === 0 ? [] : [{ what: 'kernel events', why }]
}
