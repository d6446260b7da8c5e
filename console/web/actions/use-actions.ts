import { useEffect, useSyncExternalStore } from 'react'
import { type Action, registry } from './action.ts'

/** Declares what can be done as long as the component stands. `actions` has to be memoised. */
export const useActions = (actions: readonly Action[]): void => {
  useEffect(() => registry.add(actions), [actions])
}

export const useAllActions = (): readonly Action[] => useSyncExternalStore(registry.subscribe, registry.all)
