import { LIMITS } from '../../protocol/limits.ts'
import { visible } from '../../protocol/text.ts'
import type { ConditionCode } from './conditions.ts'
import { becomesVisibleIn, type Raised, type Told, toldAt } from './visible.ts'

export type HealthNews = {
  readonly state: 'raised' | 'cleared'
  readonly condition: ConditionCode
  readonly detail: string
}

/** Something that this platform cannot do, and why. Told, and no degradation. */
export type CannotDo = { readonly what: string; readonly why: string }

export type Health = {
  /**
   * @param cause tells apart what raises the same condition twice, such as a sensor's name; no path below a home.
   * @param detail why; for the console's eyes too. Escaped and cut here.
   */
  readonly raise: (code: ConditionCode, detail?: string, cause?: string) => void
  /** Takes one cause away, or the whole condition where none is named. */
  readonly clear: (code: ConditionCode, cause?: string) => void
  /** Conditions become visible with time: call it when `later` said. */
  readonly tick: () => void
  readonly told: () => Told[]
  readonly isDegraded: () => boolean
  readonly cannot: (what: string, why: string) => void
  readonly unsupported: () => CannotDo[]
}

/** The one registry that status, console, desk and exit code read. `onNews` is called when what is told changes. */
export const openHealth = (options: {
  readonly now: () => number
  readonly onNews: (news: HealthNews) => void
  /** Told after each change in how many ms the next condition becomes visible; null: none will. */
  readonly later?: (ms: number | null) => void
}): Health => {
  const raised = new Map<ConditionCode, Raised>()
  const cannot = new Map<string, string>()
  let before = new Map<ConditionCode, string>()

  const told = (): Told[] => toldAt([...raised.values()], options.now())
  /** A cause that comes or goes is news; the same one with other words is not, or a count would be news all day. */
  const causesOf = (code: ConditionCode): string =>
    JSON.stringify([...(raised.get(code)?.causes.keys() ?? [])].toSorted())
  const tick = (): void => {
    const now = told()
    const last = before
    before = new Map(now.map(({ condition }) => [condition, causesOf(condition)]))
    for (const [condition] of last)
      if (!before.has(condition)) options.onNews({ state: 'cleared', condition, detail: '' })
    for (const { condition, detail } of now)
      if (last.get(condition) !== before.get(condition)) options.onNews({ state: 'raised', condition, detail })
    options.later?.(becomesVisibleIn([...raised.values()], options.now()))
  }

  return {
    raise: (code, detail = '', cause = '') => {
      const was = raised.get(code)
      const causes = new Map(was?.causes ?? []).set(visible(cause, 64), visible(detail, 256))
      raised.set(code, { code, since: was?.since ?? options.now(), causes })
      tick()
    },
    clear: (code, cause) => {
      const was = raised.get(code)
      if (was === undefined) return
      const causes = new Map(was.causes)
      if (cause === undefined) causes.clear()
      else causes.delete(visible(cause, 64))
      if (causes.size === 0) raised.delete(code)
      else raised.set(code, { ...was, causes })
      tick()
    },
    tick,
    told,
    isDegraded: () => told().some(({ severity }) => severity === 'degraded'),
    cannot: (what, why) => {
      cannot.set(visible(what, 256), visible(why, LIMITS.path))
    },
    unsupported: () => [...cannot].map(([what, why]) => ({ what, why })),
  }
}
