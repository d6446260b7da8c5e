import type { Behavior, ExtensionFamily, IndicatorKind, Platform } from '../../policies/decide/words.ts'
import type { Catalog, CatalogEntry, Indicator, IndicatorOf } from '../../policies/language/catalog-entry.ts'
import { matchesName, matchesPath } from '../../policies/language/patterns.ts'
import type { Home, PackageSeen } from '../sensors/observation.ts'
import type { Signer } from './program/signer.ts'

/** An indicator of the catalog and whose it is. */
export type Pointer<K extends IndicatorKind> = { readonly tool: string; readonly indicator: IndicatorOf<K> }

/** A content indicator, and the places of its texts in the list of all. */
export type Content = { readonly pointer: Pointer<'content'>; readonly texts: readonly number[] }

/** The catalog, turned round: from what is seen to the indicators that match it. */
export type Matchers = {
  /** All texts of all content indicators, each once, joined. */
  readonly texts: readonly string[]
  readonly contents: readonly Content[]
  /** The entry for what no other names, and the groups of words that it combines; they stand in no `contents`. */
  readonly unknown: { readonly entry: CatalogEntry; readonly groups: readonly Content[] } | null
  readonly hashes: (sha256: string) => readonly Pointer<'hash'>[]
  /** By the name that the signer goes by, their team, or `TEAM/IDENTIFIER`: what they call one program. */
  readonly signers: (signer: Signer) => readonly Pointer<'signer'>[]
  readonly packages: (ecosystem: PackageSeen['ecosystem'], name: string) => readonly Pointer<'package'>[]
  readonly extensions: (family: ExtensionFamily, id: string) => readonly Pointer<'extension'>[]
  /** @param name of a process or program file, with or without `.exe`. */
  readonly names: (name: string) => readonly Pointer<'process'>[]
  readonly paths: (path: string, homes: readonly Home[]) => readonly Pointer<'path'>[]
  readonly configs: (path: string, homes: readonly Home[]) => readonly Pointer<'config'>[]
  /** @param pattern that it was looked for by. */
  readonly behaviors: (of: Behavior, pattern: string) => readonly Pointer<'behavior'>[]
}

/** Each catalog once: sensors and identification ask the same one. */
export const compileCatalog = (catalog: Catalog, platform: Platform): Matchers => {
  const before = compiled.get(catalog)?.get(platform)
  if (before !== undefined) return before
  const matchers = compile(catalog, platform)
  compiled.set(catalog, new Map([...(compiled.get(catalog) ?? []), [platform, matchers]]))
  return matchers
}
const compiled = new WeakMap<Catalog, ReadonlyMap<Platform, Matchers>>()

const compile = (catalog: Catalog, platform: Platform): Matchers => {
  const all = [...catalog.values()].flatMap(entry =>
    entry.indicators
      .filter(indicator => indicator.platforms?.includes(platform) ?? true)
      .map(indicator => ({ tool: entry.tool, indicator })),
  )
  const of = <K extends IndicatorKind>(kind: K): Pointer<K>[] =>
    all.filter(pointer => isKind(pointer, kind)) as Pointer<K>[]
  const texts = [...new Set(of('content').flatMap(({ indicator }) => indicator.texts.map(joined)))]
  const placeOf = new Map(texts.map((text, index) => [text, index]))
  const hashes = Map.groupBy(of('hash'), ({ indicator }) => indicator.sha256)
  const signers = Map.groupBy(of('signer'), ({ indicator }) => indicator.signer)
  const extensions = Map.groupBy(of('extension'), ({ indicator }) => `${indicator.family} ${indicator.extension}`)
  const names = Map.groupBy(of('process'), ({ indicator }) => folded(indicator.name, platform))
  const packages = of('package')
  const named = Map.groupBy(
    packages.filter(({ indicator }) => !indicator.name.endsWith('*')),
    ({ indicator }) => `${indicator.ecosystem} ${indicator.name}`,
  )
  const families = packages.filter(({ indicator }) => indicator.name.endsWith('*'))
  const behaviors = Map.groupBy(of('behavior'), ({ indicator }) => `${indicator.of} ${indicator.path}`)
  const unknown = [...catalog.values()].find(({ combined }) => combined !== undefined)
  const contents = of('content').map(pointer => ({
    pointer,
    texts: [...new Set(pointer.indicator.texts.map(parts => placeOf.get(joined(parts)) ?? -1))],
  }))
  const combined = (content: Content): boolean => content.pointer.tool === unknown?.tool
  return {
    texts,
    contents: contents.filter(content => !combined(content)),
    unknown: unknown === undefined ? null : { entry: unknown, groups: contents.filter(combined) },
    hashes: sha256 => hashes.get(sha256) ?? [],
    signers: ({ name, team, identifier }) =>
      [name, ...(team === null ? [] : [team, `${team}/${identifier}`])].flatMap(known => signers.get(known) ?? []),
    packages: (ecosystem, name) => [
      ...(named.get(`${ecosystem} ${name}`) ?? []),
      ...families.filter(({ indicator: i }) => i.ecosystem === ecosystem && matchesName(i.name, name)),
    ],
    extensions: (family, id) => extensions.get(`${family} ${id.toLowerCase()}`) ?? [],
    names: name => names.get(folded(name, platform)) ?? [],
    paths: pointersTo(of('path'), platform),
    configs: pointersTo(of('config'), platform),
    behaviors: (kind, pattern) => behaviors.get(`${kind} ${pattern}`) ?? [],
  }
}

const isKind = (pointer: { readonly indicator: Indicator }, kind: IndicatorKind): boolean =>
  pointer.indicator.kind === kind

const joined = (parts: readonly string[]): string => parts.join('')

/** Windows and macOS tell names apart by more than case. */
const folded = (name: string, platform: Platform): string =>
  platform === 'linux' ? name.replace(/\.exe$/, '') : name.toLowerCase().replace(/\.exe$/, '')

/** Nearly every path lies nowhere that a pattern names: what stands before its first `*` has to stand in it. */
const pointersTo = <P extends { readonly indicator: { readonly path: string } }>(
  pointers: readonly P[],
  platform: Platform,
): ((path: string, homes: readonly Home[]) => P[]) => {
  const slashes = (text: string): string => (platform === 'windows' ? text.replaceAll('\\', '/') : text)
  const compiled = pointers.map(pointer => {
    const { path } = pointer.indicator
    const [literal = ''] = path.split('*')
    return { pointer, pattern: path, literal: literal.replace(/^~(?=\/)/, '').replace(/\/$/, '') }
  })
  return (path, homes) => {
    const place = slashes(path)
    return compiled.flatMap(({ pointer, pattern, literal }) => {
      if (!place.includes(literal)) return []
      const lies = pattern.startsWith('~/')
        ? homes.some(({ home }) => matchesPath(pattern, place, slashes(home)))
        : matchesPath(pattern, place, null)
      return lies ? [pointer] : []
    })
  }
}
