import type { Detection } from '../../../protocol/detection.ts'

/** So long may a part of a path stand beside a row, in characters. */
const MOST = 32

type Copy = Pick<Detection, 'tool' | 'account' | 'host' | 'device' | 'path'>

const parts = (path: string): readonly string[] => path.split(/[\\/]/)

/** How many parts all have in common, from the start. */
const shared = (all: readonly (readonly string[])[]): number => {
  const [first = []] = all
  const differs = first.findIndex((part, index) => all.some(other => other[index] !== part))
  return differs === -1 ? first.length : differs
}

const short = (text: string): string =>
  text.length <= MOST ? text : `${text.slice(0, MOST / 2 - 1)}…${text.slice(1 - MOST / 2)}`

type Cut = { readonly start: number; readonly end: number; readonly brief: boolean }

/** @param cut how many parts to leave out; `brief`: those in between as well. @returns `~/.nvm/…`, `…/v22/…`. */
const middle = (path: string, { start, end, brief }: Cut): string => {
  const all = parts(path)
  const whole = all.slice(start, all.length - end)
  const kept = brief && whole.length > 2 ? [...whole.slice(0, 1), '…', ...whole.slice(-1)] : whole
  // A lone `~` or root is as short as what would stand for it.
  const before = start === 0 ? [] : [start === 1 && (all[0]?.length ?? 0) < 3 ? (all[0] ?? '') : '…']
  return short([...before, ...kept, ...(end === 0 ? [] : ['…'])].join(path.includes('\\') ? '\\' : '/'))
}

/**
 * Copies of one tool in one account of one device look the same in a list, but for where they are.
 * @returns by row's key the part of its path that tells it from the others; rows that stand alone are left out.
 */
export const apart = <T extends Copy>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, string> => {
  const copies = Map.groupBy(rows, ({ tool, account, host, device }) =>
    JSON.stringify([tool, account, device ?? host ?? null]),
  )
  const told = new Map<string, string>()
  for (const group of copies.values()) {
    const paths = [...new Set(group.map(({ path }) => path))]
    if (paths.length < 2) continue
    const all = paths.map(parts)
    const start = shared(all)
    const rest = all.map(path => path.slice(start).toReversed())
    const end = shared(rest)
    // One of them may be the start or the end of another: then a part more is needed to say anything of it.
    const bare = rest.some(path => path.length === end)
    const cut = { start: bare ? Math.max(0, start - 1) : start, end }
    const brief = new Set(paths.map(path => middle(path, { ...cut, brief: true }))).size === paths.length
    for (const row of group) told.set(keyOf(row), middle(row.path, { ...cut, brief }))
  }
  return told
}
