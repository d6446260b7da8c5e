import { useSyncExternalStore } from 'react'

/** Whether a media query holds; the list has to know how high its rows are. */
export const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    changed => {
      const list = matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
  )

export const useRowHeight = (): number => {
  const phone = useMedia('(max-width: 720px)')
  const touch = useMedia('(pointer: coarse)')
  if (phone) return 60
  return touch ? 40 : 32
}
