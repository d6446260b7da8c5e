import type { Health } from './health/health.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Say } from './parts.ts'
import { openConsoleTrust } from './uplink/console-trust.ts'
import { type Enrolling, enroll } from './uplink/enroll.ts'
import { openUplink, type UplinkOptions } from './uplink/uplink.ts'

export type EnrollingOptions = {
  readonly enrolling: Enrolling
  readonly uplink: Omit<UplinkOptions, 'ledger' | 'trust'>
  readonly ledger: Ledger
  readonly health: Health
  readonly onEnrolled: (console: string) => void
  readonly random: () => number
  readonly say: Say
}

/** Waits between two tries to enrol, ms. A refusal is mended by a person; a console that is away comes back. */
const AWAY = { least: 500, most: 60_000 }
const REFUSED = 300_000

/** Enrols, as often as it takes, then keeps the connection. The result ends whichever it is at. */
export const enrolAndConnect = (options: EnrollingOptions): (() => Promise<void>) => {
  const { ledger, health, say } = options
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let uplink: { stop(): Promise<void> } | null = null
  let attempt = 0

  const tryOnce = async (): Promise<void> => {
    const enrolment = await enroll(options.enrolling)
    if (stopped) return
    if (enrolment.is === 'enrolled') {
      health.clear('not-enrolled')
      health.clear('console-not-proven')
      const { console, stateDir, keys } = options.enrolling
      if (enrolment.now) ledger.record({ kind: 'enrolled', device: enrolment.device, console })
      options.onEnrolled(console)
      const trust = await openConsoleTrust(stateDir, console, keys ?? null)
      if (!stopped) uplink = openUplink({ ...options.uplink, trust, ledger })
      return
    }
    health.raise('not-enrolled', enrolment.reason)
    if (enrolment.is === 'not-proven') health.raise('console-not-proven', enrolment.reason)
    else health.clear('console-not-proven')
    say({ msg: 'not-enrolled', is: enrolment.is, why: enrolment.reason })
    const span = Math.min(AWAY.most, AWAY.least * 2 ** attempt++)
    const wait = enrolment.is !== 'unreachable' ? REFUSED : span * (0.5 + options.random() / 2)
    timer = setTimeout(() => void tryOnce(), wait)
  }
  void tryOnce()

  return async () => {
    stopped = true
    clearTimeout(timer)
    await uplink?.stop()
  }
}
