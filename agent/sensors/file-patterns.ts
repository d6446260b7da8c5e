/** Which changes of files matter, asked millions of times: first by name, then by folder, then by path. Pure. */

export type FilePatterns = {
  /** Whether this name stands in a pattern, wherever. */
  readonly names: ReadonlySet<string>
  /** Whether in this folder every name matters. */
  readonly everyNameIn: (folder: string) => boolean
  /**
   * @param whole it came or went with all that it holds, or leads to it (a link), so patterns below it are meant as well.
   */
  readonly matches: (path: string, whole: boolean) => boolean
}

type Node = { readonly named: Map<string, Node>; star: Node | null; ends: boolean; below: boolean }

const node = (): Node => ({ named: new Map(), star: null, ends: false, below: false })

const segmentsOf = (path: string): string[] => path.split('/').filter(segment => segment !== '')

/** @param patterns absolute; `*` for one segment, a final `/**` for all that lies below, however deep. */
export const compilePatterns = (patterns: readonly string[]): FilePatterns => {
  const root = node()
  const names = new Set<string>()
  for (const pattern of patterns) {
    let at = root
    const segments = segmentsOf(pattern)
    const deep = segments.at(-1) === '**'
    for (const segment of deep ? segments.slice(0, -1) : segments) {
      if (segment === '*') {
        at.star ??= node()
        at = at.star
      } else {
        names.add(segment)
        const next = at.named.get(segment) ?? node()
        at.named.set(segment, next)
        at = next
      }
    }
    if (deep) at.below = true
    else at.ends = true
  }

  /** @returns the places in patterns that this path stands for; `below` where a `/**` lies above it. */
  const reached = (path: string): readonly Node[] | 'below' => {
    let nodes: Node[] = [root]
    for (const segment of segmentsOf(path)) {
      if (nodes.some(({ below }) => below)) return 'below'
      nodes = nodes.flatMap(({ named, star }) => [named.get(segment) ?? [], star ?? []].flat())
      if (nodes.length === 0) break
    }
    return nodes
  }
  return {
    names,
    everyNameIn: folder => {
      const nodes = reached(folder)
      return nodes === 'below' || nodes.some(({ star, below }) => star !== null || below)
    },
    matches: (path, whole) => {
      const nodes = reached(path)
      return nodes === 'below' || nodes.some(({ ends }) => ends || whole)
    },
  }
}
