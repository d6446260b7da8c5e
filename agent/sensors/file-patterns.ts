/** Which changes of files matter, asked millions of times: first by name, then by folder, then by path. Pure. */

export type FilePatterns = {
  /** Whether this name stands in a pattern, wherever. */
  readonly names: ReadonlySet<string>
  /** What the patterns say of one folder; worth keeping, for it is asked again for each file in it. */
  readonly within: (folder: string) => FolderPatterns
}

export type FolderPatterns = {
  /** Whether every name in it matters. */
  readonly everyName: boolean
  /**
   * @param whole it came or went with all that it holds, or leads to it (a link), so patterns below it are meant as well.
   */
  readonly matches: (name: string, whole: boolean) => boolean
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

  const below: FolderPatterns = { everyName: true, matches: () => true }
  const nowhere: FolderPatterns = { everyName: false, matches: () => false }
  return {
    names,
    within: folder => {
      let nodes: readonly Node[] = [root]
      for (const segment of segmentsOf(folder)) {
        if (nodes.some(node => node.below)) return below
        nodes = nextOf(nodes, segment)
        if (nodes.length === 0) return nowhere
      }
      if (nodes.some(node => node.below)) return below
      return {
        everyName: nodes.some(({ star }) => star !== null),
        matches: (name, whole) => nextOf(nodes, name).some(({ ends }) => ends || whole),
      }
    },
  }
}

const nextOf = (nodes: readonly Node[], segment: string): readonly Node[] =>
  nodes.flatMap(({ named, star }) => [named.get(segment) ?? [], star ?? []].flat())
