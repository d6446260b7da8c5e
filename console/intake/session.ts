import type { WebSocket } from 'ws'
import { CHAIN_START } from '../../protocol/chain.ts'
import { decode } from '../../protocol/decode.ts'
import type { Head, SentEntry } from '../../protocol/entry.ts'
import { type Forked, FromAgent, type Hello, type Opening, type PolicyNews } from '../../protocol/frames.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { ConsoleKey } from '../console-key.ts'
import type { ForIntake } from '../store/for-intake.ts'
import type { Bounds } from './bounds.ts'
import { checkBatch } from './check-batch.ts'
import type { Ending } from './closing.ts'
import type { Commits } from './commits.ts'
import { openLine } from './line.ts'
import { type IntakeNews, newsOf } from './news.ts'
import { type Challenged, challengeTo } from './proof.ts'
import { endingFor, NOT_STORED, notAdmitted } from './refusal.ts'
import type { Room, Sender } from './room.ts'
import type { IntakeLog } from './say.ts'
import type { Turns } from './turns.ts'

export type Session = {
  /** Sends a policy, unless the agent has that serial. */
  policy(news: PolicyNews): void
  end(...ending: Ending): void
  /** Reads nothing, or goes on. */
  hold(isHeld: boolean): void
  /** Takes no more; ends it once what has come is stored and acknowledged. */
  leave(): Promise<void>
  /** Resolves once nothing of this connection is on its way into the store. */
  settled(): Promise<void>
}

/** What a connection needs of the house. */
export type House = {
  readonly store: ForIntake
  readonly commits: Commits
  readonly room: Room
  readonly turn: Turns
  /** A sign of life, to be written down. */
  readonly touch: (device: string, at: number) => void
  readonly key: ConsoleKey
  /** Of the TLS connection below; null for one that cannot be bound. */
  readonly binding: string | null
  readonly now: () => number
  readonly log: IntakeLog
  readonly bounds: Bounds
  /** When somebody who is sent away may come back, ms. */
  readonly retryAfter: () => number
  readonly onNews: (news: IntakeNews) => void
  readonly policy: () => Promise<PolicyNews | null>
  readonly seat: (beat: () => void) => () => void
  /** The key is proven, so the newer connection of a device stands. Resolves once the older one has settled. */
  readonly admit: (device: string, session: Session) => Promise<void>
  /** Once; `device` is null for a connection that proved nothing. */
  readonly left: (device: string | null, session: Session, why: string) => void
}

type Phase =
  /** The agent speaks first. */
  | { readonly is: 'silent' }
  | { readonly is: 'challenged'; readonly by: Challenged }
  /** At work on one frame: nothing is read, and a second frame is a fault. */
  | { readonly is: 'busy' }
  | { readonly is: 'ready'; readonly device: string; readonly held: Head }
  | { readonly is: 'over' }

/** One agent's connection: opening, challenge, hello, welcome, then one batch at a time, acknowledged after its commit. */
export const openSession = (ws: WebSocket, house: House): Session => {
  const { store, now, log } = house
  let phase: Phase = { is: 'silent' }
  let device: string | null = null
  /** Serial of the policy that the agent has; null before its welcome. */
  let told: number | null = null
  let touchedAt = 0
  let work: Promise<void> = Promise.resolve()
  let leaving = false
  /** How far the agent's ledger reached when it came: what is known to be still to come. */
  let reaches = 0
  /** Gives back the room that the frame at work takes. */
  let dealtWith: () => void = () => {}
  const over = (): boolean => phase.is === 'over'

  const touch = (): void => {
    if (device === null) return
    touchedAt = now()
    house.touch(device, touchedAt)
  }

  /** @param more whether the agent is known to have more to send. @returns entries of its next batch; 0 while it is in line. */
  const creditFor = (more: boolean): number => (house.room.admits(sender, more) ? LIMITS.batch : 0)
  const sender: Sender = { credited: () => line.send({ type: 'credit', credit: LIMITS.batch }) }

  const onOpening = async (opening: Opening): Promise<Ending | null> => {
    if (house.binding === null) return ['not-authenticated', 'TLS 1.3 is needed']
    const by = challengeTo(house.key, opening, house.binding)
    phase = { is: 'challenged', by }
    line.send(by.challenge)
    return null
  }

  const onHello = async (by: Challenged, hello: Hello): Promise<Ending | null> => {
    if (house.room.isHeld()) {
      sendAway('busy', 'too much at once')
      return null
    }
    const known = await store.admission(hello.device)
    if (known === null) return ['not-authenticated', 'not enrolled here']
    if (!by.proves(known.publicKey, hello)) return ['not-authenticated', 'the signature does not hold']
    const refused = notAdmitted(known.state)
    if (refused !== null) return refused
    if (over()) return null
    const proven = hello.device
    device = proven
    await house.admit(proven, session)
    const held = await store.headOf(proven, hello.head.epoch)
    const firstSightings = held === null ? await store.firstSightings(proven) : []
    const news = await house.policy()
    if (over()) return null
    if (held !== null && (hello.head.seq < held.seq || (hello.head.seq === held.seq && hello.head.hash !== held.hash)))
      log.warn(
        { device, known: held.seq, says: hello.head.seq },
        'the ledger of this device is not the one that is held',
      )
    phase = { is: 'ready', device: proven, held: held ?? { epoch: hello.head.epoch, seq: 0, hash: CHAIN_START } }
    reaches = hello.head.seq
    const credit = creditFor((held?.seq ?? 0) < reaches)
    line.send({ type: 'welcome', known: held, firstSightings: firstSightings.slice(0, LIMITS.array), credit })
    told = hello.serial
    if (news !== null) session.policy(news)
    log.info({ device, skew: now() - hello.clock }, 'agent connected')
    touch()
    house.onNews({ changed: 'devices', id: proven })
    return null
  }

  const onEntries = async (from: string, held: Head, entries: readonly SentEntry[]): Promise<Ending | null> => {
    const checked = checkBatch(from, held, entries)
    if (!checked.ok) return checked.ending
    const stored = await house.commits.take({ device: from, entries: checked.incoming, receivedAt: now() })
    // Those in line before it come first.
    dealtWith()
    if (stored.is === 'refused') return endingFor(stored)
    for (const news of newsOf(from, checked.incoming)) house.onNews(news)
    if (over()) return null
    const { epoch, seq, hash } = stored.head
    phase = { is: 'ready', device: from, held: stored.head }
    line.send({ type: 'acknowledged', epoch, seq, hash, credit: creditFor(seq < reaches) })
    return null
  }

  /** The device saw it first: it sends nothing more, so this is the only word of it. */
  const onForked = async (from: string, held: Head, { seq, hash }: Forked): Promise<null> => {
    log.warn({ device: from, seq }, 'the ledger of this device is not the one that is held')
    await store.noteFork(from, { epoch: held.epoch, seq, sent: hash }, now())
    house.onNews({ changed: 'devices', id: from })
    phase = { is: 'ready', device: from, held }
    return null
  }

  const run = async (before: Phase, text: string): Promise<void> => {
    try {
      // Large frames, and many at once.
      if (before.is === 'ready') await house.turn()
      if (over()) return
      const next = read(before, text)
      const ending = typeof next === 'function' ? await next() : next
      if (ending !== null) line.end(...ending)
    } catch (error) {
      log.error({ device, err: error }, 'frame not dealt with')
      line.end(...NOT_STORED)
    }
  }

  /** @returns the work that a frame asks for, or how the connection ends for it. */
  const read = (before: Phase, text: string): (() => Promise<Ending | null>) | Ending => {
    const stranger = before.is === 'silent' || before.is === 'challenged'
    if (stranger && text.length > LIMITS.helloBytes)
      return ['too-large', `a hello holds at most ${LIMITS.helloBytes} bytes`]
    const decoded = decode(FromAgent, ['opening', 'hello', 'entries', 'forked'], text)
    if (!decoded.ok) return [decoded.close, decoded.reason]
    const { frame } = decoded
    if (frame.type === 'opening')
      return before.is === 'silent' ? () => onOpening(frame) : ['out-of-order', 'a second opening']
    if (before.is === 'silent') return ['not-authenticated', 'the opening comes first']
    if (frame.type === 'hello')
      return before.is === 'challenged' ? () => onHello(before.by, frame) : ['out-of-order', 'a second hello']
    if (before.is !== 'ready') return ['not-authenticated', 'hello comes first']
    if (frame.type === 'forked') return () => onForked(before.device, before.held, frame)
    return () => onEntries(before.device, before.held, frame.entries)
  }

  const sendAway = (word: 'busy' | 'restarting', detail: string): void => {
    line.send({ type: 'later', retryAfter: house.retryAfter() })
    line.end(word, detail)
  }

  const line = openLine(ws, house.bounds, house.seat, {
    text: text => {
      if (leaving) return
      const before = phase
      if (before.is === 'busy') return line.end('out-of-order', 'one unacknowledged frame at a time')
      // What is not taken stays with the agent, which sends it again.
      if (house.room.isOverfull()) return sendAway('busy', 'too much at once')
      if (before.is === 'ready') dealtWith = house.room.arrived(sender, text.length)
      phase = { is: 'busy' }
      line.hold()
      work = run(before, text).finally(() => {
        dealtWith()
        line.release()
      })
    },
    alive: () => {
      if (now() - touchedAt > house.bounds.touchEvery) touch()
    },
    gone: why => {
      phase = { is: 'over' }
      house.room.left(sender)
      // What is malformed is quoted to who sent it, and may hold anything.
      log.info({ device, why: why.startsWith('malformed:') ? 'malformed' : why }, 'agent connection ended')
      touch()
      house.left(device, session, why)
    },
  })
  const session: Session = {
    policy: news => {
      if (told === null || news.serial === told) return
      told = news.serial
      line.send(news)
    },
    end: line.end,
    hold: isHeld => (isHeld ? line.hold() : line.release()),
    leave: async () => {
      leaving = true
      await work
      sendAway('restarting', 'the console restarts')
    },
    settled: () => work,
  }
  return session
}
