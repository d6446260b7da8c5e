/** @returns once it is one's turn. */
export type Turns = () => Promise<void>

/**
 * Hands out turns for a slice of time, then lets sockets, timers and the store have theirs: a thousand frames that come
 * at once take seconds to read, and nobody may be that late with a ping.
 * @param slice ms.
 */
export const openTurns = (slice: number): Turns => {
  let waiting: (() => void)[] = []
  let due = false

  const run = async (): Promise<void> => {
    due = false
    const all = waiting
    waiting = []
    const until = performance.now() + slice
    let given = 0
    for (; given < all.length && performance.now() < until; given++) {
      all[given]?.()
      // What was waited for happens now, before the clock is read again.
      await null
    }
    waiting = [...all.slice(given), ...waiting]
    if (waiting.length > 0) schedule()
  }
  const schedule = (): void => {
    if (due) return
    due = true
    setImmediate(() => void run())
  }
  return () =>
    new Promise(resolve => {
      waiting.push(resolve)
      schedule()
    })
}
