import { constants, setPriority } from 'node:os'

/**
 * Lets the daemon go before others: it works for a millisecond now and then, and what it is told of happens meanwhile.
 * Whatever it starts gets a priority of its own. Without the right to it things go on, a little later.
 */
export const goFirst = (): void => {
  try {
    setPriority(constants.priority.PRIORITY_ABOVE_NORMAL)
  } catch {
    // Only root and SYSTEM may.
  }
}
