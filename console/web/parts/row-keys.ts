import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Action } from '../actions/action.ts'
import { useActions } from '../actions/use-actions.ts'
import { step } from './step.ts'

type Rows = {
  readonly frame: RefObject<HTMLElement | null>
  readonly keys: readonly string[]
  /** The row whose panel is open. */
  readonly picked: string | null
  /** Scrolls a row into view, so that it is drawn. */
  readonly show: (index: number) => void
}

/** A row that has just been scrolled to is drawn within a few frames. */
const whenDrawn = (frame: HTMLElement, key: string, then: (link: HTMLElement) => void, left = 6): void => {
  const link = frame.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"] a.whole`)
  if (link !== null) then(link)
  else if (left > 0) requestAnimationFrame(() => whenDrawn(frame, key, then, left - 1))
}

/** j and k move through the rows. While a panel is open it follows. Closing it leads back to its row. */
export const useRowKeys = ({ frame, keys, picked, show }: Rows): string | null => {
  const [current, setCurrent] = useState<string | null>(null)
  const latest = useRef({ keys, picked, current, show })
  latest.current = { keys, picked, current, show }

  const to = useCallback(
    (move: number) => {
      const { keys, picked, current, show } = latest.current
      const index = step(keys, picked ?? current, move)
      const key = index === null ? undefined : keys[index]
      if (index === null || key === undefined || frame.current === null) return
      setCurrent(key)
      show(index)
      whenDrawn(frame.current, key, link => (picked === null ? link.focus({ preventScroll: true }) : link.click()))
    },
    [frame],
  )

  const before = useRef<string | null>(null)
  useEffect(() => {
    const closed = before.current
    before.current = picked
    if (picked !== null) setCurrent(picked)
    else if (closed !== null && frame.current !== null)
      whenDrawn(frame.current, closed, link => link.focus({ preventScroll: true }))
  }, [picked, frame])

  useActions(
    useMemo((): Action[] => {
      const move = (id: string, label: string, key: string, alias: string, by: number): Action => ({
        id,
        label,
        group: 'This list',
        key,
        alias,
        quiet: true,
        run: () => to(by),
      })
      return [
        move('next-row', 'Next row', 'j', 'ArrowDown', 1),
        move('previous-row', 'Previous row', 'k', 'ArrowUp', -1),
      ]
    }, [to]),
  )
  return current
}
