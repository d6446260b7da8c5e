import { useSyncExternalStore } from 'react'

/** The time, once a minute for everybody: "2 minutes ago" must not grow old on the screen. */

const MINUTE = 60_000
let now = Date.now()
let timer: ReturnType<typeof setInterval> | null = null
const listeners = new Set<() => void>()

const tick = (): void => {
  now = Date.now()
  for (const changed of listeners) changed()
}

const subscribe = (changed: () => void): (() => void) => {
  listeners.add(changed)
  timer ??= setInterval(tick, MINUTE / 2)
  return () => {
    listeners.delete(changed)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

/** The clock may stand while nobody looks, so an old reading is renewed on the way out. */
const read = (): number => {
  if (Date.now() - now > MINUTE) now = Date.now()
  return now
}

export const useNow = (): number => useSyncExternalStore(subscribe, read)
