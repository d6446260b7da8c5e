/**
 * The grammar of names and paths in the catalog: exact, `*`, and no more. No expressions, so a pattern costs nothing
 * to match and says all that it means. Paths are written with `/` on every system; `~/` is the account's home.
 */

/** A name, or a prefix that ends in `*`. @returns why `pattern` is none, null where it is one. */
export const namePatternFault = (pattern: string): string | null => {
  const star = pattern.indexOf('*')
  if (star >= 0 && star < pattern.length - 1) return '`*` may only end a name'
  return star >= 0 && pattern.length < 6 ? 'too broad: at least 5 characters before `*`' : null
}

export const matchesName = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern

/** A path: exact, `*` for one whole segment, `**` as its last. @returns why `pattern` is none, null where it is one. */
export const pathPatternFault = (pattern: string): string | null => {
  const root = /^(?:~\/|\/|[A-Z]:\/)/.exec(pattern)?.[0]
  if (root === undefined) return 'a path begins with `~/`, `/` or a drive such as `C:/`'
  const segments = pattern.slice(root.length).split('/')
  if (segments.some(segment => segment === '' || segment === '.' || segment === '..'))
    return 'a path has no empty segment, `.` or `..`'
  if (pattern.includes('\\')) return 'a path is written with `/`'
  if (segments.slice(0, -1).includes('**')) return '`**` may only be the last segment'
  if (segments.some(segment => segment.includes('*') && segment !== '*' && segment !== '**'))
    return '`*` stands for one whole segment'
  return segments[0]?.startsWith('*') ? 'too broad: the first segment has to be a name' : null
}

/** @param path an absolute path with `/`. @param home the account's home, null where there is none. */
export const matchesPath = (pattern: string, path: string, home: string | null): boolean => {
  if (!pattern.startsWith('~/')) return matchesSegments(pattern.split('/'), path.split('/'))
  return home !== null && matchesSegments([...home.split('/'), ...pattern.slice(2).split('/')], path.split('/'))
}

const matchesSegments = (pattern: readonly string[], path: readonly string[]): boolean => {
  const open = pattern.at(-1) === '**'
  const fixed = open ? pattern.slice(0, -1) : pattern
  if (open ? path.length <= fixed.length : path.length !== fixed.length) return false
  return fixed.every((segment, index) => segment === '*' || segment === path[index])
}

const SHARED = new Set(['bin', 'sbin', '.bin', 'scripts', 'shims', 'applications', 'programs', 'program files', 'opt'])

/** Whether a path proves no more than a name: its last segment lies in a folder that everybody shares. */
export const provesNameOnly = (pattern: string): boolean => {
  const segments = pattern.split('/').filter(segment => segment !== '**')
  return SHARED.has((segments.at(-2) ?? '').toLowerCase()) || segments.length <= 2
}
