import type { Timers } from './timers.ts'

/** 20 s, a quarter more or less: by chance, so that pings of a fleet never fall together. */
const BEAT = { every: 20_000, spread: 0.25 } as const

export type Heartbeat = {
  /** Anything that was heard is a sign of life. */
  heard(): void
  stop(): void
}

/**
 * Asks for a sign of life each beat. Two beats without one, and the other end is taken for dead: within 50 s, where an
 * idle socket would call itself open for many minutes.
 */
export const openHeartbeat = (
  timers: Timers,
  random: () => number,
  on: { readonly ping: () => void; readonly dead: () => void },
): Heartbeat => {
  let quiet = 0
  const beat = (): void => {
    if (++quiet >= 2) on.dead()
    else {
      stop = next()
      on.ping()
    }
  }
  const next = (): (() => void) => timers.after(BEAT.every * (1 + BEAT.spread * (2 * random() - 1)), beat)
  let stop = next()
  return {
    heard: () => {
      quiet = 0
    },
    stop: () => stop(),
  }
}
