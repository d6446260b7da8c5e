import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import * as z from 'zod/mini'
import { combine } from '../decide/combine.ts'
import { conclude } from '../decide/conclude.ts'
import { BEHAVIORS, type Evidence } from '../decide/words.ts'
import type { CatalogEntry, Indicator } from '../language/catalog-entry.ts'
import { matchesName, matchesPath } from '../language/patterns.ts'
import { readCatalog } from '../language/read-catalog.ts'
import { readYaml } from '../language/read-yaml.ts'

/** What was seen, in the words of the catalog. Texts are in parts here too, so that no scan finds this file. */
const Seen = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('process'), name: z.string() }),
  z.strictObject({ kind: z.literal('path'), path: z.string() }),
  z.strictObject({ kind: z.literal('config'), path: z.string() }),
  z.strictObject({ kind: z.literal('hash'), sha256: z.string() }),
  z.strictObject({ kind: z.literal('content'), texts: z.array(z.array(z.string())) }),
  z.strictObject({ kind: z.literal('package'), ecosystem: z.string(), name: z.string() }),
  z.strictObject({ kind: z.literal('extension'), family: z.string(), extension: z.string() }),
  z.strictObject({ kind: z.literal('signer'), signer: z.string() }),
  z.strictObject({ kind: z.literal('behavior'), of: z.enum(BEHAVIORS), path: z.string() }),
])
type Seen = z.infer<typeof Seen>

const given = { why: z.string(), seen: z.array(Seen).check(z.minLength(1)) }
const Fixtures = z.strictObject({
  positive: z
    .array(
      z.strictObject({
        ...given,
        concludes: z.enum(['conclusive', 'strong', 'two-weak-kinds']),
        /** Other tools that the same things show. */
        also: z.optional(z.array(z.string())),
      }),
    )
    .check(z.minLength(1)),
  negative: z.array(z.strictObject({ ...given, concludes: z.enum(['nothing', 'trace']) })).check(z.minLength(1)),
})

const HOME = /^(?:\/home|\/Users|C:\/Users)\/[^/]+/

const shows = (indicator: Indicator, seen: Seen): boolean => {
  switch (seen.kind) {
    case 'process':
      return indicator.kind === 'process' && indicator.name === seen.name
    case 'path':
    case 'config':
      return indicator.kind === seen.kind && matchesPath(indicator.path, seen.path, HOME.exec(seen.path)?.[0] ?? null)
    case 'hash':
      return indicator.kind === 'hash' && indicator.sha256 === seen.sha256
    case 'content': {
      const texts = new Set(seen.texts.map(parts => parts.join('')))
      if (indicator.kind !== 'content') return false
      return indicator.texts.filter(parts => texts.has(parts.join(''))).length >= indicator.atLeast
    }
    case 'package':
      return (
        indicator.kind === 'package' && indicator.ecosystem === seen.ecosystem && matchesName(indicator.name, seen.name)
      )
    case 'extension':
      return (
        indicator.kind === 'extension' && indicator.family === seen.family && indicator.extension === seen.extension
      )
    case 'signer':
      return indicator.kind === 'signer' && indicator.signer === seen.signer
    case 'behavior':
      return indicator.kind === 'behavior' && indicator.of === seen.of && leaves(indicator.path, seen.path)
  }
}

/** Every fixture's process has the pid 4242. */
const leaves = (pattern: string, file: string): boolean =>
  matchesPath(pattern.replace('PID', '4242'), file, HOME.exec(file)?.[0] ?? null)

const evidence = (entry: CatalogEntry, seen: readonly Seen[]): Evidence[] => {
  const each = entry.indicators
    .filter(indicator => seen.some(one => shows(indicator, one)))
    .map(({ id, kind, strength }): Evidence => ({ indicator: `${entry.tool}/${id}`, kind, strength, matched: '' }))
  const together = combine(entry, each)
  return together === null ? each : [together, ...each]
}

const read = (folder: string) =>
  readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .map(name => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }))

const { catalog } = readCatalog(read(import.meta.dirname))
const fixtures = read(path.join(import.meta.dirname, 'fixtures'))

test('every tool has fixtures, and every fixture a tool', () => {
  assert.deepEqual(fixtures.map(f => f.name.replace('.yaml', '')).sort(), [...catalog.keys()].sort())
})

const detecting = (seen: readonly Seen[]): string[] =>
  [...catalog.values()].filter(entry => conclude(evidence(entry, seen)).is === 'detection').map(entry => entry.tool)

for (const fixture of fixtures) {
  const yaml = readYaml(fixture)
  assert.ok(yaml.ok, fixture.name)
  const { positive, negative } = Fixtures.parse(yaml.located.value)
  const entry = catalog.get(fixture.name.replace('.yaml', ''))
  assert.ok(entry !== undefined, fixture.name)
  for (const { why, seen, concludes, also = [] } of positive)
    test(`${entry.tool}: ${why}`, () => {
      assert.deepEqual(conclude(evidence(entry, seen)), { is: 'detection', rule: concludes })
      assert.deepEqual(detecting(seen).sort(), [entry.tool, ...also].sort(), 'and nothing else is')
    })
  for (const { why, seen, concludes } of negative)
    test(`not ${entry.tool}: ${why}`, () => assert.deepEqual(conclude(evidence(entry, seen)), { is: concludes }))
}
