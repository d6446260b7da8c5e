/** The timers that this room uses, so that a test can wind them. */
export type Timers = {
  /** @returns takes it back; after it has run that does no harm. */
  after(ms: number, then: () => void): () => void
}

export const realTimers: Timers = {
  after: (ms, then) => {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}
