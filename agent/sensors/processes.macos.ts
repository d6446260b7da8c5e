import type { ProcessOptions, ProcessSensor } from './processes.ts'
import { openAsked } from './processes-asked.ts'

/**
 * Not run on a Mac yet. By `ps`, through systeminformation in its unprivileged child: programs whose path `ps` does not
 * tell whole are not seen, scripts only where they were started by an absolute path without blanks.
 */
export const open = async (options?: ProcessOptions): Promise<ProcessSensor> => openAsked('macos', options)
