import type { ProcessOptions, ProcessSensor } from './processes.ts'
import { openAsked } from './processes-asked.ts'

/**
 * Not run on Windows yet. By PowerShell, through systeminformation in its child, which runs in our own account: there
 * is no account without rights to change to. Processes of other accounts may come without their path.
 */
export const open = async (options?: ProcessOptions): Promise<ProcessSensor> => openAsked('windows', options)
