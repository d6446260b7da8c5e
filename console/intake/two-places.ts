/** So often within so long, ms: nobody's network does that. */
const TIMES = 3
const WITHIN = 600_000
const REMEMBERED = 10_000

/**
 * Notices a key at work in two places: the connections of either oust those of the other in turns. Only one that was
 * alive when it was ousted is told of, for a line that has died is ousted by its own device.
 * @param noticed called each time that it has happened often enough.
 */
export const openTwoPlaces = (now: () => number, noticed: (device: string) => void): ((device: string) => void) => {
  const ousted = new Map<string, readonly number[]>()
  return device => {
    const at = now()
    const recent = [...(ousted.get(device) ?? []), at].filter(then => then > at - WITHIN).slice(-TIMES)
    // Those that were ousted last stand last.
    ousted.delete(device)
    ousted.set(device, recent)
    const [oldest] = ousted.keys()
    if (ousted.size > REMEMBERED && oldest !== undefined) ousted.delete(oldest)
    if (recent.length >= TIMES) noticed(device)
  }
}
