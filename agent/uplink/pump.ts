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
  /** The console said where it stands, and how many entries the next batch may hold. */
  resume(known: Head | null, credit: number): void
  /** It has room again. */
  credited(credit: number): void
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
  /** Entries that the next batch may hold. At 0 they wait here, where they are safe, until the console has room. */
  let credit = 0
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
    if (!flowing || late !== null || credit === 0) return
    const entries = ledger.unsent().slice(0, credit)
    if (entries.length === 0) return
    credit = 0
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
  const acknowledged = ({ epoch, seq, hash, credit: given }: Acknowledged): void => {
    if (late === null) {
      line.fault('acknowledged what was not sent')
      return
    }
    late()
    late = null
    credit = given
    const said = ledger.acknowledge({ epoch, seq, hash })
    if (said === 'fork') fork(seq)
    else if (said === 'unknown') line.fault('acknowledged another epoch')
    else send()
  }

  return {
    resume: (known, given) => {
      credit = given
      guarded(() => resume(known))
    },
    credited: given => {
      credit = given
      guarded(send)
    },
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
