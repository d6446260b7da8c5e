import { useEffect } from 'react'
import { registry } from './action.ts'
import { meant, type Place } from './keys.ts'

const placeOf = (target: EventTarget | null): Place => {
  if (document.querySelector('[data-overlay]') !== null) return 'overlay'
  const field = target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]')
  return field ? 'field' : 'page'
}

/** One listener for all keys of all actions. */
export const useShortcuts = (): void => {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return
      const action = meant(registry.all(), event, placeOf(event.target))
      if (action === null) return
      event.preventDefault()
      action.run()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
}
