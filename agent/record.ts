import { type Health, openHealth } from './health/health.ts'
import { type Ledger, openLedger } from './ledger/ledger.ts'
import { TROUBLES, type Trouble } from './ledger/trouble.ts'
import type { Say } from './parts.ts'

export type RecordOptions = {
  /** The ledger's folder. */
  readonly dir: string
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  readonly enrolled: boolean
  readonly say: Say
}

/** What is so and what was reported, each told of the other. */
export type Recording = { readonly ledger: Ledger; readonly health: Health; readonly close: () => void }

/** @throws as `openLedger` does. */
export const openRecord = ({ say, ...options }: RecordOptions): Recording => {
  const timers = { ledger: timerFor(() => ledger.closeHours()), health: timerFor(() => health.tick()) }
  const ledger = openLedger({ ...options, onTrouble: trouble => troubled(trouble), later: timers.ledger })
  const health = openHealth({
    now: options.now,
    later: timers.health,
    onNews: news => {
      try {
        ledger.record({ kind: 'condition-changed', ...news })
      } catch (error) {
        // It is counted, and written when the disk takes it; until then `status` tells it from memory.
        say({ msg: 'not-recorded', condition: news.condition, why: String(error) })
      }
    },
  })
  const troubled = (trouble: Trouble | null): void => {
    for (const each of TROUBLES) if (each !== trouble) health.clear(each)
    if (trouble !== null) health.raise(trouble)
  }
  troubled(ledger.trouble())
  const { began } = ledger
  if (began !== null && began.why !== 'first')
    health.raise('ledger-damaged', began.damage ?? 'its file was missing, and a new one was begun', 'file')
  return {
    ledger,
    health,
    close: () => {
      ledger.close()
      timers.ledger(null)
      timers.health(null)
    },
  }
}

/** @returns sets it, ms, in place of the one before; null: it is not wanted any more. */
const timerFor = (work: () => void): ((ms: number | null) => void) => {
  let timer: NodeJS.Timeout | undefined
  return ms => {
    clearTimeout(timer)
    timer = ms === null ? undefined : setTimeout(work, ms)
  }
}
