import type { Unsupported } from '../platform.ts'
import type { KernelEvents } from './kernel-events.ts'

export const open = async (): Promise<KernelEvents | Unsupported> => ({ unsupported: 'not built yet' })
