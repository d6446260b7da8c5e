/** Between tries of a console elsewhere: 1 s to 300 s. Ceilings double with each try that failed. */
const FAR = { first: 1_000, most: 300_000 } as const
/** A console on this machine shares its fate with nobody else's agents, and has to be found again within seconds. */
const NEAR = { first: 250, most: 2_000 } as const
/** Nothing is tried again at once. */
const LEAST = 50

/**
 * Full jitter: any time up to the ceiling, so that ten thousand agents do not come back as one.
 * @param attempt 0 after the first failure. @param near whether the console is on this machine. @returns ms.
 */
export const backOff = (attempt: number, near: boolean, random: () => number): number => {
  const { first, most } = near ? NEAR : FAR
  const ceiling = Math.min(most, first * 2 ** Math.min(attempt, 20))
  return Math.round(LEAST + random() * (ceiling - LEAST))
}
