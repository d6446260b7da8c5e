/** Something that wants to be asked for a sign of life. */
export type Beating = () => void

export type Wheel = {
  /** @returns takes it off again. */
  add(beating: Beating): () => void
  stop(): void
}

/**
 * One timer for all connections instead of one each. Each sits in a slot by chance, so that pings never come all at
 * once, and is asked once a turn. The timer runs only while somebody sits there.
 * @param every ms a turn.
 */
export const openWheel = (every: number, random: () => number, slots = 200): Wheel => {
  const seats = Array.from({ length: slots }, () => new Set<Beating>())
  let turn = 0
  let seated = 0
  let timer: NodeJS.Timeout | null = null
  const stop = (): void => {
    if (timer !== null) clearInterval(timer)
    timer = null
  }
  const tick = (): void => {
    turn = (turn + 1) % slots
    for (const beating of seats[turn] ?? []) beating()
  }
  return {
    add: beating => {
      const seat = seats[Math.min(slots - 1, Math.floor(random() * slots))] ?? new Set()
      seat.add(beating)
      seated++
      timer ??= setInterval(tick, every / slots)
      return () => {
        if (seat.delete(beating) && --seated === 0) stop()
      }
    },
    stop,
  }
}
