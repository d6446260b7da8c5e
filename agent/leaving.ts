import { rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Ledger } from './ledger/ledger.ts'
import { openConsoleTrust } from './uplink/console-trust.ts'
import type { Dial } from './uplink/dial.ts'
import { type Enrolled, readEnrolled, writeEnrolled } from './uplink/enrolled.ts'
import { openUplink, type UplinkOptions } from './uplink/uplink.ts'

/** The last word to a console is an entry like any other: written down first, sent where that can be. */

type Why = 'uninstalled' | 'other-console'

/** Laid into the state folder by whoever takes the agent off this machine, before it is stopped. */
const MARK = 'unenrol'
/** The installer waits for the one, the next console for the other, ms. */
const WITHIN = { uninstalled: 4_000, 'other-console': 10_000 } as const

/** One that is away for good is not waited for, one that restarts is. */
const TRIES = 2

const takeLeave = async (stateDir: string, enrolled: Enrolled, ledger: Ledger, why: Why): Promise<void> => {
  if (enrolled.left === true) return
  const { console, device } = enrolled
  ledger.record({ kind: 'unenrolled', device, console, why })
  await writeEnrolled(stateDir, { ...enrolled, left: true })
}

type Drained = {
  readonly ledger: Ledger
  /** Resolves once all of it is acknowledged, or given up, or after `ms`. */
  readonly within: (ms: number) => Promise<void>
  readonly giveUp: () => void
}

const drained = (ledger: Ledger): Drained => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const told: Ledger = {
    ...ledger,
    acknowledge: head => {
      const said = ledger.acknowledge(head)
      if (ledger.depth() === 0) resolve()
      return said
    },
  }
  const within = async (ms: number): Promise<void> => {
    const late = setTimeout(resolve, ms)
    if (ledger.depth() > 0) await promise
    clearTimeout(late)
  }
  return { ledger: told, within, giveUp: resolve }
}

/**
 * Tells the console that this device leaves for another, for ten seconds or two tries at most. What could not be sent
 * stays in the ledger, and goes to the next console with the rest.
 * @param dialTo how a secure connection to an address is made, null for plain http.
 */
export const leaveFormer = async (options: {
  readonly stateDir: string
  readonly former: Enrolled
  readonly dialTo: (console: string) => Dial | null
  readonly uplink: Omit<UplinkOptions, 'ledger' | 'trust' | 'dial'>
  readonly ledger: Ledger
}): Promise<void> => {
  const { stateDir, former, uplink } = options
  await takeLeave(stateDir, former, options.ledger, 'other-console')
  if (options.ledger.depth() === 0) return
  const { ledger, within, giveUp } = drained(options.ledger)
  const last = openUplink({
    ...uplink,
    console: former.console,
    dial: options.dialTo(former.console),
    trust: await openConsoleTrust(stateDir, former.console, null),
    ledger,
    // Its policies count no more, and what ails it is nobody's concern.
    onPolicy: () => ({ refused: 'this device leaves' }),
    onCondition: () => {},
    onState: state => {
      if (state.is === 'waiting' && state.attempt >= TRIES) giveUp()
    },
  })
  await within(WITHIN['other-console'])
  await last.stop()
}

export type Farewell = {
  /** What the connection is to send from. */
  readonly ledger: Ledger
  /** Where the agent is taken off this machine: the last word, while the connection still stands. */
  say(): Promise<void>
}

export const openFarewell = (stateDir: string, of: Ledger): Farewell => {
  const { ledger, within } = drained(of)
  const mark = path.join(stateDir, MARK)
  return {
    ledger,
    say: async () => {
      const enrolled = await readEnrolled(stateDir)
      const meant = await stat(mark).catch(() => null)
      if (enrolled === null || meant === null) return
      await takeLeave(stateDir, enrolled, of, 'uninstalled')
      await within(WITHIN.uninstalled)
      await rm(mark, { force: true })
    },
  }
}
