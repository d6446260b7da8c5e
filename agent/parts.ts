/** A piece of the daemon that runs until it is told to stop. */
export type Part = {
  readonly name: string
  /** Starts it; the result stops it again. */
  readonly start: () => Promise<() => Promise<void>>
  /** How long its stop may take, ms. */
  readonly stopWithin: number
}

export type Say = (line: { readonly msg: string } & Record<string, unknown>) => void

/**
 * Starts parts in order; the result stops them in reverse, each within its own deadline, and says who hangs.
 * A part that fails to start stops those before it.
 * @throws what that part threw.
 */
export const startParts = async (parts: readonly Part[], say: Say): Promise<(why: string) => Promise<void>> => {
  const started: { part: Part; stop: () => Promise<void> }[] = []
  const stopAll = async (why: string): Promise<void> => {
    say({ msg: 'stopping', why })
    for (const { part, stop } of started.splice(0).reverse()) {
      const late = await withinDeadline(stop(), part.stopWithin)
      if (late !== null) say({ msg: 'stop-failed', part: part.name, why: late })
    }
    say({ msg: 'stopped' })
  }
  for (const part of parts) {
    try {
      started.push({ part, stop: await part.start() })
    } catch (error) {
      await stopAll(`${part.name} did not start`)
      throw error
    }
  }
  return stopAll
}

/** A part that does something again and again. What it throws once is told, and it goes on. */
export const ticking = (name: string, every: number, tick: () => void, failed: (why: string) => void): Part => ({
  name,
  stopWithin: 1_000,
  start: async () => {
    const timer = setInterval(() => {
      try {
        tick()
      } catch (error) {
        failed(wordsOf(error))
      }
    }, every)
    return async () => clearInterval(timer)
  },
})

/** A part without which the others go on: what its start throws is told. */
export const dispensable = (name: string, start: Part['start'], failed: (why: string) => void): Part => ({
  name,
  stopWithin: 5_000,
  start: async () => {
    try {
      return await start()
    } catch (error) {
      failed(wordsOf(error))
      return async () => {}
    }
  },
})

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const withinDeadline = async (stopping: Promise<void>, ms: number): Promise<string | null> => {
  const { promise: deadline, resolve } = Promise.withResolvers<string>()
  const timer = setTimeout(() => resolve(`took longer than ${ms} ms`), ms)
  const done = stopping.then(
    () => null,
    (error: unknown) => String(error),
  )
  const late = await Promise.race([done, deadline])
  clearTimeout(timer)
  return late
}
