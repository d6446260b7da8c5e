import type { Health } from './health/health.ts'
import { leaveFormer, openFarewell } from './leaving.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Say } from './parts.ts'
import { openConsoleTrust } from './uplink/console-trust.ts'
import type { Dial } from './uplink/dial.ts'
import { type Enrolling, type Enrolment, enroll, type Failed } from './uplink/enroll.ts'
import { followMove } from './uplink/moved.ts'
import { renewKey } from './uplink/renew-key.ts'
import { openUplink, type UplinkOptions } from './uplink/uplink.ts'

export type EnrollingOptions = {
  readonly enrolling: Omit<Enrolling, 'dial'>
  /** How a secure connection to an address is made, null for plain http. */
  readonly dialTo: (console: string) => Dial | null
  readonly uplink: Omit<UplinkOptions, 'ledger' | 'trust' | 'dial'>
  readonly ledger: Ledger
  readonly health: Health
  readonly onEnrolled: (console: string) => void
  readonly random: () => number
  readonly say: Say
}

/** Waits between two tries to enrol, ms. A refusal is mended by a person; a console that is away comes back. */
const AWAY = { least: 500, most: 60_000 }
const REFUSED = 300_000

/**
 * Leaves the console before this one, if it is another and not this one at another address, enrols, as often as it takes, renews the key where that is due, then keeps the
 * connection. The result ends whichever it is at.
 */
export const enrolAndConnect = (options: EnrollingOptions): (() => Promise<void>) => {
  const { enrolling, ledger, health, say } = options
  const { console, stateDir } = enrolling
  const dial = options.dialTo(console)
  const farewell = openFarewell(stateDir, ledger)
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let uplink: { stop(): Promise<void> } | null = null
  let attempt = 0

  const again = (is: Exclude<Enrolment['is'], 'enrolled'>): void => {
    if (stopped) return
    const span = Math.min(AWAY.most, AWAY.least * 2 ** attempt++)
    const wait = is === 'unreachable' ? span * (0.5 + options.random() / 2) : REFUSED
    timer = setTimeout(begin, wait)
  }

  const connect = async (): Promise<void> => {
    const trust = await openConsoleTrust(stateDir, console, enrolling.keys ?? null)
    const due = { console, dial, trust, identity: enrolling.identity, stateDir }
    const renewal = await renewKey(due).catch((error: unknown) => ({ is: 'refused' as const, reason: String(error) }))
    if (stopped) return
    // A key that is on its way may be the one that the console holds, so nobody connects with the old one meanwhile.
    if (renewal.is === 'unreachable') {
      health.raise('key-not-renewed', renewal.reason)
      return again('unreachable')
    }
    if ('reason' in renewal) health.raise('key-not-renewed', renewal.reason)
    else health.clear('key-not-renewed')
    const identity = renewal.is === 'renewed' ? renewal.identity : enrolling.identity
    if (renewal.is === 'renewed')
      ledger.record({ kind: 'key-renewed', device: identity.device, key: identity.publicKey })
    uplink = openUplink({ ...options.uplink, identity, dial, trust, ledger: farewell.ledger })
  }

  const failed = ({ is, reason }: Failed): void => {
    health.raise('not-enrolled', reason)
    if (is === 'not-proven') health.raise('console-not-proven', reason)
    else health.clear('console-not-proven')
    say({ msg: 'not-enrolled', is, why: reason })
    again(is)
  }

  const tryOnce = async (): Promise<void> => {
    const moved = await followMove(stateDir, console, dial)
    if (stopped) return
    if ('reason' in moved) return failed(moved)
    if (moved.is === 'followed') ledger.record({ kind: 'enrolled', device: moved.device, console })
    if (moved.is === 'another') await leaveFormer({ ...options, former: moved.former, stateDir })
    if (stopped) return
    const enrolment = await enroll({ ...enrolling, dial })
    if (stopped) return
    if (enrolment.is === 'enrolled') {
      health.clear('not-enrolled')
      health.clear('console-not-proven')
      if (enrolment.now) ledger.record({ kind: 'enrolled', device: enrolment.device, console })
      options.onEnrolled(console)
      return connect()
    }
    failed(enrolment)
  }
  const begin = (): void => {
    tryOnce().catch((error: unknown) => {
      say({ msg: 'not-enrolled', is: 'failed', why: String(error) })
      health.raise('not-enrolled', String(error))
      again('refused')
    })
  }
  begin()

  return async () => {
    stopped = true
    clearTimeout(timer)
    if (uplink !== null) await farewell.say()
    await uplink?.stop()
  }
}
