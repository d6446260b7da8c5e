import type { Judged } from './judge.ts'
import type { Notices } from './notices.ts'
import type { InForce } from './read-in-force.ts'
import type { Home } from './sensors/observation.ts'
import type { News } from './settle.ts'

export type ToShow = News & {
  readonly judged: () => readonly Judged[]
  readonly homes: readonly Home[]
  readonly inForce: InForce
}

export type Showing = {
  /** To be called after what it speaks of was written down. */
  readonly soon: (what: ToShow) => void
  readonly stop: () => Promise<void>
}

/** Shows what is due, one round at a time: what comes meanwhile is one round more, with what is so by then. */
export const openShowing = (options: {
  readonly notices: Notices
  readonly guarded: (work: () => Promise<void>) => Promise<void>
}): Showing => {
  let waiting: ToShow | null = null
  let showing: Promise<void> | null = null

  const show = async (): Promise<void> => {
    while (waiting !== null) {
      const { judged, tools, started, homes, inForce } = waiting
      waiting = null
      const concerned = judged().filter(({ detection }) => tools.has(detection.tool))
      await options.guarded(() => options.notices.show({ judged: concerned, started, homes, inForce }))
    }
    showing = null
  }
  return {
    soon: what => {
      waiting =
        waiting === null
          ? what
          : { ...what, tools: waiting.tools.union(what.tools), started: waiting.started.union(what.started) }
      showing ??= show()
    },
    stop: async () => {
      waiting = null
      await showing
    },
  }
}
