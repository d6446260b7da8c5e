import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { conclude } from '../../policies/decide/conclude.ts'
import { ECOSYSTEMS } from '../../policies/decide/words.ts'
import { readCatalog } from '../../policies/language/read-catalog.ts'
import type { Home, Observation } from '../sensors/observation.ts'
import { type Identifier, openIdentifier } from './identifier.ts'

/** Names of assistants that are other things as well: each is looked at as such a thing, under the whole catalog. */
const NAMES =
  'pi amp q droid crush llm warp void grok goose aider claude codex gemini cursor jan kilo cline continue devin jules junie kimi kiro kode mentat ollama omp openhands plandex qoder qwen replit roo tabby trae vibe windsurf zed auggie'.split(
    ' ',
  )
/** Packages that were seen to be the tool itself, where it is published: no collision. */
const SEEN = [
  'npm droid cline',
  'pip llm mentat openhands',
  'brew aider claude codex cursor droid jan junie kiro llm ollama trae void warp windsurf',
]
/** Nobody has seen these, so each is weak; the names are made up and nobody else was found to use them there. */
const MADE_UP = ['snap ollama', 'deb kiro trae']
const pairs = (lines: readonly string[]): string[] =>
  lines.flatMap(line => {
    const [ecosystem = '', ...names] = line.split(' ')
    return names.map(name => `${ecosystem} ${name}`)
  })
const PUBLISHED = new Set(pairs([...SEEN, ...MADE_UP]))

const folder = join(import.meta.dirname, '../../policies/catalog')
const { catalog } = readCatalog(
  readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .map(name => ({ name, text: readFileSync(join(folder, name), 'utf8') })),
)

let home = ''
let homes: Home[] = []
let identifier: Identifier
before(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'waymark-names-')))
  homes = [{ account: 'lin', uid: 1000, home }]
  identifier = openIdentifier({ catalog, cacheFile: null, log: () => {} })
})
after(async () => {
  await identifier.close()
  await rm(home, { recursive: true, force: true })
})

const put = async (file: string, content: string): Promise<string> => {
  const path = join(home, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content, { mode: 0o755 })
  return path
}

/** All that can bear a name, and is something else. */
const bearing = async (name: string): Promise<Observation[]> => {
  const account = 'lin'
  const script = await put(`.local/bin/${name}`, `#!/bin/sh\n# ${name}: rotates the logs of ${name}\n`)
  const native = await put(`bin/${name}`, `\x7fELF${name} ${name} 1.0\0`.repeat(400_000))
  const root = join(home, 'npm/node_modules', name)
  const command = await put(`npm/node_modules/${name}/index.js`, `console.log('${name}')\n`)
  const called = PUBLISHED.has(`npm ${name}`) ? `somebodys-${name}` : name
  await put(
    `npm/node_modules/${name}/package.json`,
    JSON.stringify({ name: called, version: '1.0.0', bin: 'index.js' }),
  )
  const programOf = (ecosystem: string): string => join(home, ecosystem, 'bin', name)
  for (const ecosystem of ECOSYSTEMS) await put(`${ecosystem}/bin/${name}`, `#!/bin/sh\n# ${name}\n`)
  const process = { kind: 'process', account, name, argv0: name, terminal: null, script: null } as const
  return [
    { kind: 'program', account, found: script, path: script },
    { kind: 'program', account, found: native, path: native },
    { ...process, pid: 10, started: 1, program: native, open: native },
    { ...process, pid: 11, started: 2, program: '/bin/sh', open: '/bin/sh', script },
    { ...process, pid: 12, started: 3, program: '/usr/bin/env', open: '/usr/bin/env', script: command },
    ...ECOSYSTEMS.filter(ecosystem => !PUBLISHED.has(`${ecosystem} ${name}`)).map(
      ecosystem =>
        ({
          kind: 'package',
          ecosystem,
          account,
          name,
          version: '1.0.0',
          root: ecosystem === 'npm' ? root : join(home, ecosystem, name),
          inside: null,
          programs: ecosystem === 'npm' ? [command] : [programOf(ecosystem)],
        }) as const,
    ),
    // Its command, running: a weak name beside a weak package is two kinds.
    ...ECOSYSTEMS.filter(ecosystem => ecosystem !== 'npm' && !PUBLISHED.has(`${ecosystem} ${name}`)).map(
      (ecosystem, i) =>
        ({ ...process, pid: 20 + i, started: 9, program: programOf(ecosystem), open: programOf(ecosystem) }) as const,
    ),
    ...(['vscode', 'jetbrains', 'zed', 'vim', 'chromium', 'firefox'] as const).flatMap(family =>
      [name, `somebody.${name}`].map(
        extension =>
          ({
            kind: 'extension',
            family,
            account,
            extension,
            version: '1',
            root: join(home, family, extension),
          }) as const,
      ),
    ),
  ]
}

test('what is left out is a package that the catalog names, and only made-up names rest on nothing seen', () => {
  const packages = [...catalog.values()].flatMap(({ indicators }) => indicators.filter(i => i.kind === 'package'))
  const named = (pair: string, unconfirmed: true | undefined): boolean =>
    packages.some(i => `${i.ecosystem} ${i.name}` === pair && i.unconfirmed === unconfirmed)
  assert.deepEqual(
    pairs(SEEN).filter(pair => !named(pair, undefined)),
    [],
  )
  assert.deepEqual(
    pairs(MADE_UP).filter(pair => !named(pair, true)),
    [],
  )
})
test('forty names', () => assert.ok(new Set(NAMES).size >= 40))
for (const name of NAMES)
  test(`${name}: a program, packages and extensions of that name are none`, async () => {
    const { findings } = await identifier.identify(await bearing(name), homes)
    const detected = findings.filter(({ evidence }) => conclude(evidence).is === 'detection')
    assert.deepEqual(
      detected.map(({ tool, evidence }) => ({ tool, evidence })),
      [],
    )
  })
