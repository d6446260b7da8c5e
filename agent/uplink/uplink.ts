import type { PolicyNews } from '../../protocol/frames.ts'
import { helloText } from '../../protocol/frames.ts'
import { WIRE } from '../../protocol/wire.ts'
import { backOff } from './back-off.ts'
import { type Connection, openConnection } from './connection.ts'
import { consoleUrl, socketUrl } from './console-url.ts'
import type { Identity } from './identity.ts'
import type { PolicyIntake, Verdict } from './policy-intake.ts'
import { openPump, type UplinkLedger } from './pump.ts'
import { realTimers, type Timers } from './timers.ts'
import { type OnCondition, type Over, openConditions, type UplinkState } from './uplink-state.ts'

export type Uplink = { stop(): Promise<void> }

export type UplinkOptions = {
  readonly console: string
  readonly identity: Identity
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
const STUBBORN: ReadonlySet<Over['word']> = new Set(['not-authenticated', 'wire-version', 'replaced', 'out-of-order'])
const STUBBORN_FROM = 6

/**
 * Keeps one connection to the console for as long as it runs, and sends the ledger's tail over it.
 * @throws Error for an address that may not be used; its message is a sentence.
 */
export const openUplink = (options: UplinkOptions): Uplink => {
  const { identity, ledger, policies, now, random, timers = realTimers } = options
  const address = consoleUrl(options.console)
  if (!address.ok) throw new Error(`the console's address ${options.console} cannot be used: ${address.reason}`)
  const url = socketUrl(address.url)
  const conditions = openConditions(options.onCondition)
  let connection: Connection | null = null
  let attempt = 0
  let cancel: () => void = () => {}
  let stopped = false

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
    if (stubborn) conditions.raise('console-refuses', why.reason)
    const delay = backOff(stubborn ? Math.max(attempt, STUBBORN_FROM) : attempt, address.near, random)
    attempt++
    options.onState({ is: 'waiting', until: now() + delay, attempt, why })
    cancel = timers.after(delay, connect)
  }

  const connect = (): void => {
    options.onState({ is: 'connecting', attempt })
    let settled: () => void = () => {}
    const current = openConnection(url, timers, random, {
      challenged: ({ wire, nonce }) => {
        if (wire !== WIRE) return { refused: `the console speaks ${wire}, this agent ${WIRE}` }
        options.onState({ is: 'proving', attempt })
        return {
          type: 'hello',
          wire: WIRE,
          device: identity.device,
          signature: identity.sign(helloText(nonce, identity.device)),
          agent: options.agent,
          head: ledger.head(),
          serial: policies.serial(),
          clock: now(),
        }
      },
      welcomed: ({ known, firstSightings }) => {
        options.onState({ is: 'streaming', since: now() })
        conditions.clear('console-refuses')
        settled = timers.after(STABLE, () => {
          attempt = 0
        })
        if (firstSightings.length > 0) ledger.restoreFirstSightings(firstSightings)
        pump.resume(known)
      },
      acknowledged: frame => pump.acknowledged(frame),
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
