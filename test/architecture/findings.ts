import type { Phrase, Power, Room } from './rules.ts'
import type { Source } from './source.ts'

/** Each function is a house rule: sources in, sentences out. An empty list means that the rule holds. */

const inPlace = (file: string, place: string): boolean =>
  place.endsWith('/') ? file.startsWith(place) : file === place
const inAny = (file: string, places: readonly string[]): boolean => places.some(place => inPlace(file, place))
const held = (file: string): boolean => !file.startsWith('test/') && !/\.(?:test|bench)\.tsx?$/.test(file)

export const powerFindings = (sources: readonly Source[], powers: readonly Power[]): string[] =>
  powers.flatMap(power => {
    const users = sources
      .filter(source => held(source.file))
      .filter(source => source.imports.some(i => !i.typeOnly && power.import.includes(i.from)))
    const wrong = users.filter(source => !inAny(source.file, power.only))
    const gone = power.only.filter(place => !users.some(source => inPlace(source.file, place)))
    return [
      ...wrong.map(s => `${s.file} imports ${power.import.join(' or ')}: ${power.because}; instead: ${power.instead}`),
      ...gone.map(place => `nobody in ${place} imports ${power.import.join(' or ')} any more: take the place out`),
    ]
  })

export const roomFindings = (sources: readonly Source[], rooms: readonly Room[]): string[] => {
  const roomOf = (file: string): Room | undefined => rooms.find(room => inPlace(file, room.room))
  const wrong = sources
    .filter(source => held(source.file))
    .flatMap(source => {
      const room = roomOf(source.file)
      if (room === undefined) return [`${source.file} stands in no room of rules.ts`]
      return source.imports
        .filter(i => !allowed(room, i.from, i.typeOnly))
        .map(i => `${source.file} imports ${i.from}: ${room.because}`)
    })
  const empty = rooms.filter(room => !sources.some(s => held(s.file) && roomOf(s.file) === room))
  return [...wrong, ...empty.map(room => `the room ${room.room} is gone: take its line out`)]
}

const allowed = (room: Room, from: string, typeOnly: boolean): boolean => {
  if (!/\.(?:tsx?|css|json)$/.test(from)) return room.packages === undefined || room.packages.includes(from)
  if (inPlace(from, room.room) || inAny(from, room.may)) return true
  return typeOnly && inAny(from, room.types)
}

export const phraseFindings = (sources: readonly Source[], phrases: readonly Phrase[]): string[] =>
  phrases.flatMap(({ phrase, below, only, because, instead }) => {
    const users = sources.filter(s => held(s.file) && s.file.startsWith(below) && phrase.test(s.text))
    const wrong = users.filter(s => !inAny(s.file, only))
    const gone = only.filter(place => !users.some(s => inPlace(s.file, place)))
    return [
      ...wrong.map(s => `${s.file} says ${phrase.source}: ${because}; instead: ${instead}`),
      ...gone.map(place => `nobody in ${place} says ${phrase.source} any more: take the place out`),
    ]
  })

/** Rings of imports that survive type erasure, each named once by its first file. */
export const ringFindings = (sources: readonly Source[]): string[] => {
  const edges = new Map(sources.map(s => [s.file, s.imports.filter(i => !i.typeOnly).map(i => i.from)]))
  const done = new Set<string>()
  const rings: string[] = []
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file)
    if (at >= 0) rings.push(`a ring of imports: ${[...trail.slice(at), file].join(' -> ')}`)
    if (at >= 0 || done.has(file)) return
    for (const next of edges.get(file) ?? []) if (edges.has(next)) visit(next, [...trail, file])
    done.add(file)
  }
  for (const file of edges.keys()) visit(file, [])
  return rings
}

export const sizeFindings = (sources: readonly Source[], longest: number): string[] =>
  sources
    .map(s => ({ file: s.file, lines: s.text.split('\n').length - 1 }))
    .filter(s => s.lines > longest)
    .map(s => `${s.file} has ${s.lines} lines, more than ${longest}: it holds more than one idea`)

const EMPTY_NAMES = /\/(?:utils?|helpers?|common|misc|shared|[\w-]*manager|base)\.tsx?$/i

export const nameFindings = (sources: readonly Source[]): string[] =>
  sources.filter(s => EMPTY_NAMES.test(s.file)).map(s => `${s.file}: its name tells no idea`)

/** Files that only hand on what others export. */
export const barrelFindings = (sources: readonly Source[]): string[] =>
  sources.filter(s => /^export\s+(?:\*|\{[^}]*\})\s+from\s/m.test(s.text)).map(s => `${s.file} is a barrel`)
