import type { Health } from './health/health.ts'
import { dispensable, type Part } from './parts.ts'
import type { KernelEvents } from './sensors/kernel-events.ts'
import type { BehaviorSeen, NotSeen, ProcessSeen } from './sensors/observation.ts'
import { layTripwires, type Tripwires } from './sensors/tripwires.ts'
import { openTripwiresMade } from './tripwires-made.ts'

export type TripwireOptions = {
  /** `sensors.tripwire`: nothing is laid out without an admin's word. */
  readonly on: boolean
  readonly kernel: Pick<KernelEvents, 'onOpened'> | null
  /** Of the catalog in force, when the agent starts. */
  readonly folders: () => readonly string[]
  readonly own: number
  /** Where it stands which folders were made, so that none outlives an end by force. */
  readonly stateFile: string
  readonly sprung: () => void
  readonly health: Pick<Health, 'raise' | 'clear' | 'cannot'>
  readonly working: () => void
  readonly failed: (why: string) => void
}

export type Tripwire = {
  readonly part: Part
  readonly openedBy: (processes: readonly ProcessSeen[]) => readonly BehaviorSeen[]
  readonly notSeen: () => readonly NotSeen[]
}

/** The tripwires as a part of the daemon: as long as one is laid out, status and ledger say so. */
export const tripwire = (options: TripwireOptions): Tripwire => {
  let laid: Tripwires | null = null
  const start: Part['start'] = async () => {
    const { kernel, health } = options
    const made = openTripwiresMade(options.stateFile)
    // Of a daemon that was ended by force, whether or not they are still asked for.
    await made.removeAll()
    if (!options.on) return async () => {}
    if (kernel === null) {
      health.cannot('tripwire', 'who opens a folder is told by the kernel alone, whose events are not to be had')
      return async () => {}
    }
    const wires = await layTripwires({
      folders: options.folders(),
      onOpened: kernel.onOpened,
      sprung: options.sprung,
      own: options.own,
      made: made.add,
    })
    laid = wires
    if (wires.laid.length > 0) health.raise('tripwire-on', wires.laid.join(', '))
    options.working()
    return async () => {
      laid = null
      await wires.lift()
      await made.removeAll()
      health.clear('tripwire-on')
    }
  }
  return {
    part: dispensable('tripwire', start, options.failed),
    openedBy: processes => laid?.openedBy(processes) ?? [],
    notSeen: () => laid?.notSeen ?? [],
  }
}
