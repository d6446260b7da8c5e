import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { bindingOf } from '../../protocol/binding.ts'
import { CLOSE, type PolicyNews } from '../../protocol/frames.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { ConsoleKey } from '../console-key.ts'
import type { ForIntake } from '../store/for-intake.ts'
import { BOUNDS, type Bounds } from './bounds.ts'
import { holdToBudget } from './budget.ts'
import { type Commits, openCommits } from './commits.ts'
import { openGate, turnAway } from './gate.ts'
import type { IntakeNews } from './news.ts'
import { policyFrame } from './policy-frame.ts'
import { retryAfter } from './retry-after.ts'
import { openRoom } from './room.ts'
import type { IntakeLog } from './say.ts'
import { openSession, type Session } from './session.ts'
import { endingWord, type Tally } from './tally.ts'
import { openTouches } from './touches.ts'
import { openTurns } from './turns.ts'
import { openTwoPlaces } from './two-places.ts'
import { openWheel } from './wheel.ts'

export type Intake = {
  /** For `server.on('upgrade')`, once the path is known to be `/agent`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** There is another policy in force: every connected agent gets it. */
  policyPublished(): void
  /** Ends the connections of devices that are no longer welcome. */
  shut(devices: readonly string[]): void
  /** Bytes of frames that are on their way into the store. */
  waiting(): number
  /** There is too much at once: nobody is read, and who comes is sent away. */
  isShedding(): boolean
  /** Devices whose agents are connected now. A live view. */
  connected(): ReadonlySet<string>
  /** Tells every agent that the console restarts; resolves when nothing is on its way into the store. */
  close(): Promise<void>
}

export type IntakeOptions = {
  readonly store: ForIntake
  readonly key: ConsoleKey
  readonly now: () => number
  readonly log: IntakeLog
  readonly onNews: (news: IntakeNews) => void
  /** Is told what happens, to count it. */
  readonly tally?: Tally
  /** For tests; `BOUNDS` otherwise. */
  readonly bounds?: Partial<Bounds>
  readonly random?: () => number
}

/** How many sockets one slice of a broadcast writes to before others have their turn. */
const SLICE = 500

export const openIntake = ({ store, key, now, log, onNews, tally, ...rest }: IntakeOptions): Intake => {
  const bounds: Bounds = { ...BOUNDS, ...rest.bounds }
  const wheel = openWheel(bounds.beatEvery, rest.random ?? Math.random)
  const gate = openGate(bounds)
  const commits = counted(openCommits(store, bounds.group), tally)
  const { room: bytes, roomPerBatch: perBatch, promiseWithin } = bounds
  const room = openRoom(
    { bytes, perBatch, promiseWithin },
    () => performance.now(),
    isHeld => {
      for (const session of devices.values()) session.hold(isHeld)
    },
  )
  const turn = openTurns(bounds.slice)
  const touches = openTouches(store, bounds.touchWithin, error => log.error({ err: error }, 'signs of life not stored'))
  const sessions = new Set<Session>()
  const ousted = openTwoPlaces(now, device => {
    log.warn({ device }, 'this key is at work in two places')
    store.noteTurns(device, now()).then(
      () => onNews({ changed: 'devices', id: device }),
      (error: unknown) => log.error({ device, err: error }, 'not written down that a key is in two places'),
    )
  })
  const devices = new Map<string, Session>()
  const connected = new Set<string>()
  const away = (): number => retryAfter(connected.size, rest.random ?? Math.random)
  let closing = false
  let policy: Promise<PolicyNews | null> | null = null

  // `closeTimeout` is newer than the types of ws.
  const options = {
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    maxPayload: LIMITS.frameBytes,
    maxFragments: LIMITS.fragments,
    maxBufferedChunks: 1_024,
    closeTimeout: bounds.closeWithin,
  }
  const server = new WebSocketServer(options)

  const inForce = (): Promise<PolicyNews | null> => {
    policy ??= store.policyInForce().then(stored => policyFrame(stored, log))
    // A database that did not answer is asked again.
    policy.catch(() => {
      policy = null
    })
    return policy
  }

  const broadcast = async (): Promise<void> => {
    policy = null
    const news = await inForce()
    if (news === null) return
    const all = [...devices.values()]
    for (let from = 0; from < all.length; from += SLICE) {
      for (const session of all.slice(from, from + SLICE)) session.policy(news)
      await new Promise(resolve => setImmediate(resolve))
    }
  }

  return {
    upgrade: (request, socket, head) => {
      const enter = closing ? null : gate.open(socket)
      if (enter === null) turnAway(socket, away())
      else
        server.handleUpgrade(request, socket, head, ws => {
          const pass = enter((...ending) => session.end(...ending))
          let proven: string | null = null
          // Only whoever is there answers a closing with its code.
          ws.once('close', code => {
            if (code === CLOSE.replaced && proven !== null) ousted(proven)
          })
          const session = openSession(ws, {
            store,
            commits,
            room,
            turn,
            touch: touches.touch,
            retryAfter: away,
            key,
            binding: bindingOf(socket),
            now,
            log,
            bounds,
            onNews,
            policy: inForce,
            seat: wheel.add,
            admit: async (device, newer) => {
              pass()
              proven = device
              const older = devices.get(device)
              devices.set(device, newer)
              if (room.isHeld()) newer.hold(true)
              connected.add(device)
              older?.end('replaced', 'this device has connected anew')
              await older?.settled()
            },
            left: (device, gone, why) => {
              pass()
              tally?.ended(endingWord(why))
              // What is read only to be thrown away takes memory until it is collected.
              holdToBudget(socket, LIMITS.helloBytes, () => ws.pause())
              sessions.delete(gone)
              if (device === null || devices.get(device) !== gone) return
              devices.delete(device)
              connected.delete(device)
              onNews({ changed: 'devices', id: device })
            },
          })
          sessions.add(session)
        })
    },
    policyPublished: () => {
      broadcast().catch((error: unknown) => log.error({ err: error }, 'policy not sent'))
    },
    shut: gone => {
      for (const device of gone) devices.get(device)?.end('revoked', 'its enrolment has been ended')
    },
    connected: () => connected,
    waiting: room.waiting,
    isShedding: () => closing || room.isHeld(),
    close: async () => {
      closing = true
      wheel.stop()
      room.stop()
      const all = [...sessions]
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, bounds.drainWithin)
      await Promise.race([Promise.all(all.map(session => session.leave())), late])
      clearTimeout(timer)
      for (const session of all) session.end('restarting', 'the console restarts')
      await touches.settled()
    },
  }
}

/** The same, and each batch is told once it is stored. */
const counted = (commits: Commits, tally: Tally | undefined): Commits =>
  tally === undefined
    ? commits
    : {
        ...commits,
        take: async batch => {
          const from = performance.now()
          const stored = await commits.take(batch)
          if (stored.is !== 'refused') tally.stored(batch.entries.length, performance.now() - from)
          return stored
        },
      }
