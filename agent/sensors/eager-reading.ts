/** Something that tells when there is something to read, and can be asked not to tell. */
export type Source = {
  /** Reads all that has come. @returns how many events that were. */
  readonly read: () => number
  readonly listen: (readable: () => void) => { readonly pause: () => void; readonly resume: () => void }
}

/**
 * A wake-up costs more than what it is for: after so many within `QUICK` ms, all that comes is read each `REST` ms. The
 * threads of one program that ends are no storm yet, and what is started next is to be read at once.
 */
const WAKES = 32
const QUICK = 64
const REST = 2
/** Fewer events than this in one rest, and each is worth a wake-up again. */
const FEW = 2

/**
 * Reads what comes at once, unless it comes in a storm.
 * @param clock monotonic, ms. @returns ends it.
 */
export const readEagerly = (sources: readonly Source[], clock: () => number): (() => void) => {
  const wakes: number[] = Array.from({ length: WAKES }, () => Number.NEGATIVE_INFINITY)
  let at = 0
  let resting: NodeJS.Timeout | null = null

  const readAll = (): number => sources.reduce((events, source) => events + source.read(), 0)
  const woken = (): void => {
    readAll()
    if (resting !== null) return
    const now = clock()
    const before = wakes[at] ?? 0
    wakes[at] = now
    at = (at + 1) % WAKES
    if (now - before < QUICK) rest()
  }
  const listeners = sources.map(source => source.listen(woken))
  const rest = (): void => {
    for (const { pause } of listeners) pause()
    const rested = (): void => {
      if (readAll() >= FEW) resting = setTimeout(rested, REST)
      else {
        resting = null
        for (const { resume } of listeners) resume()
      }
    }
    resting = setTimeout(rested, REST)
  }
  return () => {
    if (resting !== null) clearTimeout(resting)
    for (const { pause } of listeners) pause()
  }
}
