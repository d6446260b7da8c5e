import { LIMITS } from '../../protocol/limits.ts'

/** What intake holds its connections to. Tests hold them to less. */
export const BOUNDS = {
  /** How long a connection may stay unproven, ms, and how many may at once. */
  helloWithin: LIMITS.helloWithin,
  unproven: 500,
  /** One ping a connection each so many ms; two beats without a word end it. */
  beatEvery: 20_000,
  /** Bytes that a slow reader may leave unread. */
  buffered: 1024 * 1024,
  /** How long the closing handshake may take, ms. */
  closeWithin: 2_000,
  /** How often a connection's sign of life is written down, ms. */
  touchEvery: 300_000,
} as const
export type Bounds = { readonly [K in keyof typeof BOUNDS]: number }
