import type { ForRollout } from '../store/for-rollout.ts'

/** How often the store is asked whether another process has published, ms. One indexed read. */
const EVERY = 1_000

export type PolicyWatch = {
  /** Looks now: this process has just published. */
  check(): void
  stop(): Promise<void>
}

/**
 * Tells of each new policy in force, whoever published it: this process, or a verb beside it on the same store.
 * @param failed is told when the store does not answer; it is asked again.
 */
export const watchPolicy = async (
  store: Pick<ForRollout, 'lastSerial'>,
  tell: (serial: number) => void,
  failed: (error: unknown) => void,
  every: number = EVERY,
): Promise<PolicyWatch> => {
  let known = await store.lastSerial()
  let looking: Promise<void> = Promise.resolve()
  const look = async (): Promise<void> => {
    try {
      const serial = await store.lastSerial()
      if (serial === known) return
      known = serial
      tell(serial)
    } catch (error) {
      failed(error)
    }
  }
  const check = (): void => {
    looking = looking.then(look)
  }
  const timer = setInterval(check, every)
  return {
    check,
    stop: async () => {
      clearInterval(timer)
      await looking
    },
  }
}
