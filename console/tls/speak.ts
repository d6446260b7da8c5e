import type { Pair } from './make-certificate.ts'

/**
 * How the console speaks TLS: 1.3 alone. Every browser since 2020 and every agent has it, and what binds an agent's
 * proof to its connection is sound from there on.
 */
export const contextOf = ({ cert, key }: Pair): { cert: string; key: string; minVersion: 'TLSv1.3' } => ({
  cert,
  key,
  minVersion: 'TLSv1.3',
})

/** Who connects and says nothing is let go, ms. */
export const HANDSHAKE_WITHIN = 10_000
