import type { PolicyNews } from '../../protocol/frames.ts'
import { challengeText, helloText } from '../../protocol/handshake.ts'
import { WIRE } from '../../protocol/wire.ts'
import { backOff } from './back-off.ts'
import { type Connection, openConnection } from './connection.ts'
import type { ConsoleTrust } from './console-trust.ts'
import { consoleUrl, socketUrl } from './console-url.ts'
import type { Dial } from './dial.ts'
import type { Identity } from './identity.ts'
import type { PolicyIntake, Verdict } from './policy-intake.ts'
import { openPump, type UplinkLedger } from './pump.ts'
import { realTimers, type Timers } from './timers.ts'
import { judgeConsole } from './trust.ts'
import { type OnCondition, type Over, openConditions, type UplinkState } from './uplink-state.ts'

export type Uplink = { stop(): Promise<void> }

export type UplinkOptions = {
  readonly console: string
  /** How a secure connection is made; null for plain http on this machine. */
  readonly dial?: Dial | null
  readonly identity: Identity
  readonly trust: ConsoleTrust
  readonly ledger: UplinkLedger
  readonly policies: PolicyIntake
  /** Version of the agent. */
  readonly agent: string
  /** Judges a policy that is intact and new; `use` is called once it is durable. */
  readonly onPolicy: (news: PolicyNews) => Verdict | Promise<Verdict>
  readonly onState: (state: UplinkState) => void
  readonly onCondition: OnCondition
  readonly now: () => number
  /** 0 to 1. */
  readonly random: () => number
  readonly timers?: Timers
}

/** A connection that stood so long was a good one, ms: the next failure is a first one again. */
const STABLE = 30_000
/** Words that a quick repetition does not change: the back-off begins as if so many tries had failed. */
const STUBBORN: ReadonlySet<Over['word']> = new Set([
  'not-authenticated',
  'revoked',
  'console-not-proven',
  'wire-version',
  'replaced',
  'out-of-order',
])
const STUBBORN_FROM = 6
/** Who mends a certificate waits for the agents to come back: none stays away for longer than half a minute. */
const NOT_SECURE_MOST = 5

/**
 * Keeps one connection to the console for as long as it runs, and sends the ledger's tail over it.
 * @throws Error for an address that may not be used; its message is a sentence.
 */
export const openUplink = (options: UplinkOptions): Uplink => {
  const { identity, trust, ledger, policies, now, random, dial = null, timers = realTimers } = options
  const address = consoleUrl(options.console)
  if (!address.ok) throw new Error(`the console's address ${options.console} cannot be used: ${address.reason}`)
  if (dial === null && address.url.protocol === 'https:') throw new Error('nothing is dialled without its authorities')
  const url = socketUrl(address.url)
  const conditions = openConditions(options.onCondition)
  let connection: Connection | null = null
  let attempt = 0
  let cancel: () => void = () => {}
  let stopped = false
  /** ms that the console has asked for. */
  let notBefore = 0

  const takePolicy = async (news: PolicyNews): Promise<void> => {
    try {
      const taken = await policies.take(news, options.onPolicy)
      if (taken.is === 'refused') conditions.raise('policy-refused', taken.reason)
      else conditions.clear('policy-refused')
    } catch (error) {
      conditions.raise(
        'policy-refused',
        `policy ${news.policy} serial ${news.serial} could not be kept: ${String(error)}`,
      )
    }
  }

  const wait = (why: Over): void => {
    if (stopped) return
    const stubborn = STUBBORN.has(why.word)
    if (why.word === 'console-not-proven') conditions.raise('console-not-proven', why.reason)
    else if (stubborn) conditions.raise('console-refuses', why.reason)
    if (why.word === 'not-secure') conditions.raise('connection-not-secure', why.reason)
    const least = stubborn ? STUBBORN_FROM : 0
    const most = why.word === 'not-secure' ? NOT_SECURE_MOST : Number.POSITIVE_INFINITY
    const soonest = backOff(Math.min(Math.max(attempt, least), most), address.near, random)
    // What it was asked for, and a share by chance of its own: ten thousand may have been asked for the same.
    const delay = notBefore === 0 ? soonest : notBefore + soonest
    notBefore = 0
    attempt++
    options.onState({ is: 'waiting', until: now() + delay, attempt, why })
    cancel = timers.after(delay, connect)
  }

  const connect = (): void => {
    options.onState({ is: 'connecting', attempt })
    let settled: () => void = () => {}
    let consoleKey = ''
    const current = openConnection(url, dial, timers, random, {
      challenged: (challenge, opened) => {
        options.onState({ is: 'proving', attempt })
        conditions.clear('connection-not-secure')
        const { nonce, key } = challenge
        const judged = judgeConsole(trust.now(), challenge, opened.binding, bound =>
          challengeText(opened.nonce, nonce, key, bound),
        )
        if (!judged.ok) return { notProven: judged.reason }
        conditions.clear('console-not-proven')
        consoleKey = key
        return {
          type: 'hello',
          wire: WIRE,
          device: identity.device,
          signature: identity.sign(helloText(nonce, opened.nonce, identity.device, key, opened.binding ?? '')),
          agent: options.agent,
          head: ledger.head(),
          serial: policies.serial(),
          clock: now(),
        }
      },
      welcomed: ({ known, firstSightings, credit }) => {
        options.onState({ is: 'streaming', since: now() })
        conditions.clear('console-refuses')
        trust.met(consoleKey).catch((error: unknown) => current.cut(`its key could not be kept: ${String(error)}`))
        settled = timers.after(STABLE, () => {
          attempt = 0
        })
        if (firstSightings.length > 0) ledger.restoreFirstSightings(firstSightings)
        pump.resume(known, credit)
      },
      acknowledged: frame => pump.acknowledged(frame),
      credit: credit => pump.credited(credit),
      later: ms => {
        notBefore = ms
      },
      policy: news => void takePolicy(news),
      over: why => {
        settled()
        forget()
        pump.stop()
        connection = null
        wait(why)
      },
    })
    const pump = openPump(ledger, timers, conditions, {
      send: current.send,
      fault: reason => current.end('out-of-order', reason),
      cut: current.cut,
    })
    const forget = ledger.onRecorded(pump.recorded)
    connection = current
  }

  options.onState({ is: 'idle' })
  connect()
  return {
    stop: async () => {
      stopped = true
      cancel()
      await connection?.stop()
      options.onState({ is: 'idle' })
    },
  }
}
