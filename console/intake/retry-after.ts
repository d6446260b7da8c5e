/** The first that are sent away may come back then, ms: a console that restarts has to be there again. */
const SOONEST = 1_000
/** What one connection costs from its first byte to its welcome, ms: the rate at which they can be asked to return. */
const EACH = 1.5

/**
 * When somebody who is sent away may come back: at any time of the span that the console needs for all of them, so that
 * they do not come as one. @param away how many are sent away at once. @param random 0 to 1. @returns ms.
 */
export const retryAfter = (away: number, random: () => number): number =>
  Math.round(SOONEST + random() * Math.max(SOONEST, away * EACH))
