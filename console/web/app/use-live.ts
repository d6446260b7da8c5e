import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Line, type LiveState, openLive } from '../ask/live.ts'

/** Much news at once is asked for once, after this pause, ms. */
const GATHER = 250

const url = (): string => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`

/** Keeps what is shown up to date: news says which question has a new answer, and it is asked again. */
export const useLive = (signedIn: boolean): LiveState => {
  const client = useQueryClient()
  const [state, setState] = useState<LiveState>({ is: 'connecting' })
  useEffect(() => {
    if (!signedIn) return
    const changed = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | null = null
    const askAgain = (): void => {
      timer = null
      for (const subject of [...changed, 'overview']) void client.invalidateQueries({ queryKey: [subject] })
      if (changed.has('detections') || changed.has('policies')) void client.invalidateQueries({ queryKey: ['tools'] })
      changed.clear()
    }
    const hangUp = openLive({
      open: () => new WebSocket(url()) as Line,
      news: ({ changed: subject }) => {
        changed.add(subject)
        timer ??= setTimeout(askAgain, GATHER)
      },
      missed: () => void client.invalidateQueries(),
      state: setState,
      now: Date.now,
      random: Math.random,
      after: (ms, then) => {
        const waiting = setTimeout(then, ms)
        return () => clearTimeout(waiting)
      },
    })
    return () => {
      if (timer !== null) clearTimeout(timer)
      hangUp()
    }
  }, [signedIn, client])
  return state
}
