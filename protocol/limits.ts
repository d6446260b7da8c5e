/** Bounds that both ends hold. Bytes are UTF-8 bytes; counts are inclusive. */
export const LIMITS = {
  /** One WebSocket frame. */
  frameBytes: 256 * 1024,
  /** Fragments that one frame may come in. */
  fragments: 64,
  /** One frame before the sender has proved who it is. */
  helloBytes: 4 * 1024,
  /** How long a connection may stay unproven, ms. */
  helloWithin: 10_000,
  /** The longest that a console may send an agent away for, ms. */
  retryAfter: 600_000,
  /** Nesting of one JSON value. zod and JSON.stringify recurse, so a deeper one could overflow the stack. */
  depth: 32,
  array: 1_000,
  text: 4 * 1024,
  /** Names of files, processes, packages and accounts, in UTF-16 units, once escaped. */
  name: 256,
  path: 1_024,
  evidence: 32,
  /** Entries in one batch, and the bytes of their bodies. */
  batch: 100,
  batchBytes: 128 * 1024,
  entryBytes: 16 * 1024,
  policyBytes: 192 * 1024,
} as const
