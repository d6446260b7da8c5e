import type { CatalogEntry, Indicator, IndicatorOf } from './catalog-entry.ts'
import { type Finding, finding } from './fault.ts'
import { namePatternFault, pathPatternFault, provesNameOnly } from './patterns.ts'

/** Shorter texts occur by chance in files of hundreds of megabytes. */
const LEAST_TEXT = 10

/** What a schema cannot say of a catalog entry. Paths are relative to the entry. */
export const lintEntry = (entry: CatalogEntry): Finding[] => {
  const seen = new Set<string>()
  const indicators = entry.indicators.flatMap((indicator, index) => {
    const path = ['indicators', index]
    const again = seen.has(indicator.id)
      ? [finding('duplicate-indicator', [...path, 'id'], `${indicator.id} is given twice`, 'give it an id of its own')]
      : []
    seen.add(indicator.id)
    return [...again, ...strength(indicator, path), ...pattern(indicator, path)]
  })
  return [...indicators, ...groups(entry)]
}

/** What is combined has to be there, and to prove nothing alone. */
const groups = ({ combined, indicators }: CatalogEntry): Finding[] => {
  if (combined === undefined) return []
  const weak = indicators.filter(({ kind, strength }) => kind === 'content' && strength === 'weak')
  const unknown = combined.all.flatMap((id, index) =>
    weak.some(group => group.id === id)
      ? []
      : [finding('unknown-group', ['combined', 'all', index], `${id} is no weak content indicator of this entry`)],
  )
  return combined.atLeast <= weak.length
    ? unknown
    : [...unknown, finding('too-few-groups', ['combined', 'atLeast'], `${combined.atLeast} of ${weak.length} groups`)]
}

const WEAK: { readonly [K in Indicator['kind']]: (indicator: IndicatorOf<K>) => string | null } = {
  process: () => 'the name of a process proves nothing alone',
  config: () => 'a configuration only shows that a tool was here',
  path: ({ path }) => (provesNameOnly(path) ? 'a name in a folder that everybody shares proves nothing alone' : null),
  hash: () => null,
  content: () => null,
  package: () => null,
  extension: () => null,
  signer: () => null,
  behavior: ({ of }) => (of === 'tripwire' ? 'a search or a backup opens such a folder too' : null),
}

const strength = (indicator: Indicator, path: readonly PropertyKey[]): Finding[] => {
  if (indicator.strength === 'weak') return []
  const why = (WEAK[indicator.kind] as (given: Indicator) => string | null)(indicator)
  return why === null ? [] : [finding('too-strong', [...path, 'strength'], why, 'write weak')]
}

const pattern = (indicator: Indicator, path: readonly PropertyKey[]): Finding[] => {
  const bad = (field: string, why: string | null): Finding[] =>
    why === null ? [] : [finding('bad-pattern', [...path, field], why)]
  switch (indicator.kind) {
    case 'process':
      return bad('name', /[/\\*]|\.exe$/i.test(indicator.name) ? 'a bare name, without folder, `*` or `.exe`' : null)
    case 'path':
    case 'config':
      return bad('path', pathPatternFault(indicator.path))
    case 'behavior':
      return bad('path', behaviorPathFault(indicator))
    case 'package':
      return bad('name', namePatternFault(indicator.name))
    case 'content':
      return texts(indicator, path)
    default:
      return []
  }
}

const behaviorPathFault = ({ of, path }: IndicatorOf<'behavior'>): string | null => {
  if (of === 'tripwire')
    return path.startsWith('/') && !path.includes('*')
      ? pathPatternFault(path)
      : 'one folder of the system, written whole: it is made where it is not there'
  const last = path.slice(path.lastIndexOf('/') + 1)
  if (path.split('PID').length !== 2 || !last.includes('PID'))
    return '`PID` stands once in the last segment, for the pid that it carries'
  const fault = pathPatternFault(`${path.slice(0, -last.length)}*`)
  if (fault !== null) return fault
  if (of === 'socket')
    return path.startsWith('~') ? 'a socket lies where every account may listen, not in a home' : null
  return path.startsWith('~/') && !path.includes('*') ? null : 'the folder of a session is written whole, from `~/`'
}

const texts = ({ texts, atLeast }: IndicatorOf<'content'>, path: readonly PropertyKey[]): Finding[] => {
  const whole = texts.map(parts => parts.join(''))
  const short = whole.flatMap((text, index) =>
    text.length < LEAST_TEXT
      ? [finding('short-text', [...path, 'texts', index], `${text.length} characters joined, at least ${LEAST_TEXT}`)]
      : [],
  )
  const different = new Set(whole).size
  return atLeast <= different
    ? short
    : [...short, finding('too-few-texts', [...path, 'atLeast'], `${atLeast} of ${different} different texts`)]
}
