import type { Action } from './action.ts'

/** A pressed key as it is written in an action: `j`, `?`, `Escape`, `mod+k` (Command on a Mac, Control elsewhere). */

export type Pressed = {
  readonly key: string
  readonly metaKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
}

/** @returns null for what no action can be bound to. */
export const keyOf = ({ key, metaKey, ctrlKey, altKey }: Pressed): string | null => {
  if (altKey) return null
  if (metaKey || ctrlKey) return `mod+${key.toLowerCase()}`
  return key
}

/** Where the key was pressed. */
export type Place = 'page' | 'field' | 'overlay'

/**
 * @returns the action that a key means here, null for none. In a field only keys that type nothing count, and under an
 * overlay none: it has keys of its own.
 */
export const meant = (actions: readonly Action[], pressed: Pressed, place: Place): Action | null => {
  const key = keyOf(pressed)
  if (key === null || place === 'overlay') return null
  if (place === 'field' && !key.startsWith('mod+') && key !== 'Escape') return null
  return actions.findLast(action => action.key === key || action.alias === key) ?? null
}

const CAPS: Record<string, string> = { Escape: 'Esc', ArrowDown: '↓', ArrowUp: '↑' }

/** @returns the key as it stands on the keyboard: `⌘ K`, `Ctrl K`, `Esc`. */
export const keyCap = (key: string, mac: boolean): string =>
  key.startsWith('mod+') ? `${mac ? '⌘' : 'Ctrl'} ${key.slice(4).toUpperCase()}` : (CAPS[key] ?? key)
