/** What a person can do here, declared once: it serves button, palette, shortcut and the page of keys. */
export type Action = {
  readonly id: string
  /** Says what happens, in the imperative: `Copy the policy`. */
  readonly label: string
  readonly group: 'Go to' | 'This list' | 'This page' | 'Waymark'
  /** As `keyOf` writes it; null where it has none. */
  readonly key: string | null
  /** Another key for the same. */
  readonly alias?: string
  /** Left out of the palette: moving a row is no order that one types. */
  readonly quiet?: true
  readonly run: () => void
}

type Registry = {
  /** @returns how to take them back. Later ones win where two share a key. */
  readonly add: (actions: readonly Action[]) => () => void
  readonly all: () => readonly Action[]
  readonly subscribe: (changed: () => void) => () => void
}

export const openRegistry = (): Registry => {
  let lists: readonly (readonly Action[])[] = []
  let flat: readonly Action[] = []
  const listeners = new Set<() => void>()
  const set = (next: readonly (readonly Action[])[]): void => {
    lists = next
    flat = next.flat()
    for (const changed of listeners) changed()
  }
  return {
    add: actions => {
      set([...lists, actions])
      return () => set(lists.filter(list => list !== actions))
    },
    all: () => flat,
    subscribe: changed => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}

export const registry = openRegistry()
