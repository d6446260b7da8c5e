import { LIMITS } from '../../protocol/limits.ts'

/** What intake holds its connections to. Tests hold them to less. */
export const BOUNDS = {
  /** How long a connection may stay unproven, ms, and how many may at once; of one address half of them. */
  helloWithin: LIMITS.helloWithin,
  unproven: 1_000,
  /** Bytes of frames that may be on their way into the store, or promised; what a promise counts for, and how long, ms. */
  room: 8 * 1024 * 1024,
  roomPerBatch: 64 * 1024,
  promiseWithin: 5_000,
  /** Entries of one transaction: nobody else has a turn while it is written. */
  group: 1_000,
  /** How long frames are read before others have their turn, ms. */
  slice: 20,
  /** How long what is on its way into the store is waited for when the console stops, ms. */
  drainWithin: 4_000,
  /** One ping a connection each so many ms; two beats without a word end it. */
  beatEvery: 20_000,
  /** Pings and pongs of an agent within one such beat; ours send one or two. At 60 `ws` would end it without a word. */
  pings: 32,
  /** Bytes that a slow reader may leave unread. */
  buffered: 1024 * 1024,
  /** How long the closing handshake may take, ms. */
  closeWithin: 2_000,
  /** How often a connection's sign of life is written down, ms. */
  touchEvery: 300_000,
  /** How long it may wait for others to be written down with it, ms. */
  touchWithin: 1_000,
} as const
export type Bounds = { readonly [K in keyof typeof BOUNDS]: number }
