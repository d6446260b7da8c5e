import type { ForIntake } from '../store/for-intake.ts'

export type Touches = {
  /** A device gave a sign of life, ms. */
  touch(device: string, at: number): void
  /** Writes down what is left. @throws what the store threw. */
  settled(): Promise<void>
}

/** Devices of one transaction: nobody else has a turn while it is written. */
const AT_ONCE = 500

/**
 * Writes signs of life down together, a while later: a commit waits for the disk, and when a console restarts there are
 * two for each agent, which would be most of what it does. One that is lost in a crash is followed by another.
 * @param within ms. @param failed is told what the store threw; what was not written is not tried again.
 */
export const openTouches = (
  store: Pick<ForIntake, 'touchedAll'>,
  within: number,
  failed: (error: unknown) => void,
): Touches => {
  let waiting = new Map<string, number>()
  let timer: NodeJS.Timeout | null = null

  const flush = async (): Promise<void> => {
    const signs = Array.from(waiting, ([device, at]) => ({ device, at }))
    waiting = new Map()
    for (let from = 0; from < signs.length; from += AT_ONCE) {
      await store.touchedAll(signs.slice(from, from + AT_ONCE))
      await new Promise(resolve => setImmediate(resolve))
    }
  }
  return {
    touch: (device, at) => {
      waiting.set(device, at)
      timer ??= setTimeout(() => {
        timer = null
        flush().catch(failed)
      }, within)
    },
    settled: async () => {
      if (timer !== null) clearTimeout(timer)
      timer = null
      await flush()
    },
  }
}
