import { processLooks } from './process-looks.linux.ts'
import type { ProcessOptions, ProcessSensor } from './processes.ts'
import { sensorByEvents } from './processes-by-events.ts'
import { sensorOf } from './walks.ts'

/** Time between two walks, ms, by how much else tells of processes. */
const EVERY = { 'launches and ends': 60_000, 'launches or nothing': 1_000 } as const

export const open = async ({ every, kernel, interesting }: ProcessOptions = {}): Promise<ProcessSensor> => {
  const between = every ?? EVERY[kernel?.surely === true ? 'launches and ends' : 'launches or nothing']
  const looks = processLooks(interesting ?? (() => true))
  return kernel === undefined || kernel === null
    ? sensorOf(looks.walk, between, looks.peek)
    : sensorByEvents(looks, kernel, between)
}
