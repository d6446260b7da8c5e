/** Light, dark, or as the system has it; remembered in this browser alone. */
export type Scheme = 'light' | 'dark'

const KEY = 'waymark-scheme'

const apply = (scheme: Scheme | null): void => {
  if (scheme === null) document.documentElement.removeAttribute('data-scheme')
  else document.documentElement.setAttribute('data-scheme', scheme)
}

/** Storage may be forbidden; then the choice holds for this page only. */
export const setScheme = (scheme: Scheme | null): void => {
  apply(scheme)
  try {
    if (scheme === null) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, scheme)
  } catch {
    // Nothing to do: it is applied already.
  }
}

export const restoreScheme = (): void => {
  try {
    const kept = localStorage.getItem(KEY)
    if (kept === 'light' || kept === 'dark') apply(kept)
  } catch {
    // As the system has it.
  }
}
