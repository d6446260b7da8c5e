import type { Head } from '../../protocol/entry.ts'
import type { Acknowledged } from '../../protocol/frames.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Timers } from './timers.ts'
import type { Conditions } from './uplink-state.ts'

/** What the uplink asks of the ledger. */
export type UplinkLedger = Pick<
  Ledger,
  'head' | 'hashAt' | 'unsent' | 'acknowledge' | 'resumeFrom' | 'restoreFirstSightings' | 'onRecorded'
>

export type Pump = {
  /** The console said where it stands. */
  resume(known: Head | null): void
  acknowledged(frame: Acknowledged): void
  /** There may be more to send. */
  recorded(): void
  stop(): void
}

/** How long a batch may wait for its acknowledgement, ms. A console that answers pings but stores nothing is no use. */
const ACKNOWLEDGE_WITHIN = 60_000

export type PumpLine = {
  readonly send: (text: string) => void
  /** The console did what the protocol does not know. */
  readonly fault: (reason: string) => void
  /** It is over, for a reason that is nobody's breach. */
  readonly cut: (reason: string) => void
}

/** Sends the ledger's tail, one unacknowledged frame at a time, in order. */
export const openPump = (ledger: UplinkLedger, timers: Timers, conditions: Conditions, line: PumpLine): Pump => {
  let flowing = false
  let due: (() => void) | null = null
  let late: (() => void) | null = null

  const stop = (): void => {
    flowing = false
    due?.()
    due = null
    late?.()
    late = null
  }
  // A full disk makes the ledger throw; the connection ends for it, the daemon does not.
  const guarded = (task: () => void): void => {
    try {
      task()
    } catch (error) {
      line.cut(`the ledger failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const send = (): void => {
    if (!flowing || late !== null) return
    const entries = ledger.unsent()
    if (entries.length === 0) return
    late = timers.after(ACKNOWLEDGE_WITHIN, () => line.cut(`not acknowledged within ${ACKNOWLEDGE_WITHIN} ms`))
    line.send(JSON.stringify({ type: 'entries', entries }))
  }
  const fork = (seq: number): void => {
    stop()
    conditions.raise('ledger-fork', `the console holds another entry ${seq} than this ledger; nothing is sent`)
    line.send(JSON.stringify({ type: 'forked', seq: Math.max(1, seq), hash: ledger.hashAt(seq) }))
  }
  const resume = (known: Head | null): void => {
    const resumed = ledger.resumeFrom(known)
    if (resumed.is === 'fork') {
      fork(resumed.seq)
      return
    }
    flowing = true
    conditions.clear('ledger-fork')
    if (resumed.is === 'resumed') conditions.clear('ledger-gap')
    else conditions.raise('ledger-gap', `the console asks for entry ${resumed.seq}, whose body was erased here`)
    send()
  }
  const acknowledged = ({ epoch, seq, hash }: Acknowledged): void => {
    if (late === null) {
      line.fault('acknowledged what was not sent')
      return
    }
    late()
    late = null
    const said = ledger.acknowledge({ epoch, seq, hash })
    if (said === 'fork') fork(seq)
    else if (said === 'unknown') line.fault('acknowledged another epoch')
    else send()
  }

  return {
    resume: known => guarded(() => resume(known)),
    acknowledged: frame => guarded(() => acknowledged(frame)),
    // In a turn of its own: what is recorded together is sent together, and recording never waits for sending.
    recorded: () => {
      due ??= timers.after(0, () => {
        due = null
        guarded(send)
      })
    },
    stop,
  }
}
