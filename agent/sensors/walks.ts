import type { NotSeen, ProcessSeen } from './observation.ts'
import type { ProcessNews, ProcessSensor } from './processes.ts'

/** One look at all processes: it tells `news` what differs from the look before. */
export type Walk = (news: ProcessNews) => Promise<{ readonly seen: ProcessSeen[]; readonly notSeen: NotSeen[] }>

const NOBODY: ProcessNews = { started: () => {}, ended: () => {} }

/** A cheap look between two walks, for new processes alone: some rewrite their arguments within half a second. */
export type Peek = (news: ProcessNews) => Promise<void>
const PEEKS = 4

/** Makes a sensor of a walk: one look at a time, however slow it is. `every` ms lie between two walks, at least. */
export const sensorOf = (walk: Walk, every: number, peek?: Peek): ProcessSensor => {
  let news = NOBODY
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(look: () => Promise<T>): Promise<T> => {
    const looked = last.then(look)
    last = looked.catch(() => {})
    return looked
  }
  const next = (): ReturnType<Walk> => inTurn(() => walk(news))
  const watch = async (listener: ProcessNews): Promise<() => Promise<void>> => {
    news = listener
    let stopped = false
    let timer: NodeJS.Timeout | undefined
    const again = async (turn: number): Promise<void> => {
      // A walk that failed says so in the next snapshot; the one after it may succeed.
      if (turn === 0) await next().catch(() => {})
      else if (peek !== undefined) await inTurn(() => peek(news)).catch(() => {})
      if (!stopped) timer = setTimeout(() => void again((turn + 1) % (PEEKS + 1)), every / (PEEKS + 1))
    }
    await again(0)
    return async () => {
      stopped = true
      clearTimeout(timer)
      news = NOBODY
      await last
    }
  }
  return { snapshot: next, watch }
}
