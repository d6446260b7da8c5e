export type PaceOptions = {
  /** From being asked to beginning, ms: one change is seldom alone. */
  readonly settle: number
  /** From one end to the next beginning, at least; ms. */
  readonly rest: number
  /** What it throws is its own affair. */
  readonly work: () => Promise<void>
}

export type Pace = {
  readonly soon: () => void
  /** Begins at once, or as soon as what is being done is done. */
  readonly now: () => void
  /** Nothing begins after this; resolves when what was begun is done. */
  readonly stop: () => Promise<void>
}

/** Does one thing as often as it is asked to: never twice at once, and not without a rest. */
export const openPace = ({ settle, rest, work }: PaceOptions): Pace => {
  let is: 'idle' | 'settling' | 'working' | 'resting' | 'stopped' = 'idle'
  let wanted: 'now' | 'soon' | null = null
  let timer: NodeJS.Timeout | undefined
  let done: Promise<void> = Promise.resolve()

  const ended = (): void => {
    if (is === 'stopped') return
    if (wanted === 'now') begin()
    else {
      is = 'resting'
      timer = setTimeout(() => {
        if (wanted === null) is = 'idle'
        else begin()
      }, rest)
    }
  }
  const begin = (): void => {
    clearTimeout(timer)
    wanted = null
    is = 'working'
    done = work().then(ended, ended)
  }
  return {
    soon: () => {
      if (is === 'working' || is === 'resting') wanted ??= 'soon'
      if (is !== 'idle') return
      is = 'settling'
      timer = setTimeout(begin, settle)
    },
    now: () => {
      if (is === 'working') wanted = 'now'
      else if (is !== 'stopped') begin()
    },
    stop: async () => {
      is = 'stopped'
      clearTimeout(timer)
      await done
    },
  }
}
