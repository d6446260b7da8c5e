import assert from 'node:assert/strict'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { catalogFiles } from '../../agent/settings/catalog-files.ts'
import { matchesName } from '../../policies/language/patterns.ts'
import { readCatalog } from '../../policies/language/read-catalog.ts'
import { ASSISTANTS, type AssistantName } from '../pins.ts'
import { cachedAssistant } from '../real-assistants.ts'
import { scan } from './scan.ts'

/** On these the rule for unknown assistants was shaped; it was only tried on all others. */
const SHAPED: ReadonlySet<AssistantName> = new Set([
  'claude-code',
  'claude-code-js',
  'claude-code-node20',
  'claude-code-node26',
  'claude-code-no-scripts',
  'qoder-cli',
  'codex-cli',
  'gemini-cli',
  'qwen-code',
  'auggie',
  'cline',
  'continue',
  'openclaw',
  'nanocoder',
  // Missed at first: for it, what is read of a package was widened.
  'pi',
])
/** Only a launcher is installed; the program comes at the first start. There is nothing yet to tell them by. */
const FETCHED_LATER: ReadonlySet<AssistantName> = new Set(['crush', 'jules', 'junie', 'codebuff'])
/** The program is there, and holds no plain text: packed or compressed. Known to be missed. */
const NO_PLAIN_TEXT: ReadonlySet<AssistantName> = new Set(['copilot-cli', 'grok-build'])

const FIVE = 5
const GOAL = 0.9

const { catalog } = readCatalog(await catalogFiles())
const CATALOG = join(import.meta.dirname, '../../policies/catalog')
const names = Object.keys(ASSISTANTS) as AssistantName[]

/** Entries that name the package of a pin. */
const namedBy = (name: AssistantName): string[] =>
  [...catalog.values()]
    .filter(({ indicators }) =>
      indicators.some(
        i => i.kind === 'package' && i.ecosystem === 'npm' && matchesName(i.name, ASSISTANTS[name].package),
      ),
    )
    .map(({ tool }) => tool)
/** A server that editors start, a library and a proxy: not what the figure is about. */
const NO_COMMAND_LINE: ReadonlySet<AssistantName> = new Set([
  'copilot-language-server',
  'claude-agent-sdk',
  'claude-code-router',
])
const isCommandLine = (name: AssistantName): boolean => !NO_COMMAND_LINE.has(name)

let dir = ''
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-unknown-'))
})
after(() => rm(dir, { recursive: true, force: true }))

/** @returns whether the package of `name` is told as unknown, by a catalog without these entries. */
const told = async (name: AssistantName, without: readonly string[]): Promise<boolean> => {
  const folder = await mkdtemp(join(dir, 'catalog-'))
  for (const tool of catalog.keys())
    if (!without.includes(tool)) await cp(join(CATALOG, `${tool}.yaml`), join(folder, `${tool}.yaml`))
  // A policy may name only what the catalog has.
  const left = [...catalog.values()].find(({ tool, product }) => ![tool, product].some(each => without.includes(each)))
  const policy = join(folder, 'policy.txt')
  await writeFile(policy, `policy: unknown\nsanctioned: ${left?.product}\nunreviewed: notify\nrules: []\n`)
  const { home } = await cachedAssistant(name)
  const { detections } = await scan(['--home', home, '--catalog', folder, '--policy', policy], dir)
  const unknown = detections.filter(({ tool }) => tool === 'unknown-assistant')
  assert.deepEqual(
    unknown.map(({ verdict }) => verdict),
    unknown.map(() => 'unreviewed'),
  )
  return unknown.some(({ origin }) => origin?.package === ASSISTANTS[name].package)
}

const tools = [...catalog.keys()].filter(tool => tool !== 'unknown-assistant').sort()
const fives = Array.from({ length: Math.ceil(tools.length / FIVE) }, (_, i) => tools.slice(i * FIVE, (i + 1) * FIVE))
const found = new Map<AssistantName, boolean>()

for (const five of [...fives, []]) {
  const mine = names.filter(name => {
    const by = namedBy(name)
    return isCommandLine(name) && (five.length === 0 ? by.length === 0 : by.some(tool => five.includes(tool)))
  })
  for (const name of mine.filter(name => !FETCHED_LATER.has(name)))
    test(`${name}, with ${five.join(', ') || 'nothing'} out of the catalog`, async t => {
      const before = found.get(name) ?? true
      const now = await told(name, [...five, ...namedBy(name)])
      found.set(name, before && now)
      t.diagnostic(now ? 'told as unknown' : 'missed')
      assert.equal(now, !NO_PLAIN_TEXT.has(name))
    })
}

/** Several releases of one assistant are one assistant: it is told where all of them are. */
const assistants = (of: readonly AssistantName[]): Map<string, boolean> => {
  const all = new Map<string, boolean>()
  for (const name of of) {
    const tool = namedBy(name).join(' ') || name
    all.set(tool, (all.get(tool) ?? true) && found.get(name) === true)
  }
  return all
}

test('of the command lines whose program is installed, nine in ten are told as unknown', t => {
  const share = (of: readonly AssistantName[]): string => {
    const each = [...assistants(of).values()]
    return `${each.filter(Boolean).length} of ${each.length}`
  }
  const all = [...found.keys()]
  const shaped = all.filter(name => SHAPED.has(name))
  const tried = all.filter(name => !SHAPED.has(name))
  t.diagnostic(`assistants: shaped on ${share(shaped)}; only tried on ${share(tried)}; all ${share(all)}`)
  const entries = [...catalog.values()].filter(
    ({ category, tool }) => category === 'cli' && tool !== 'unknown-assistant',
  )
  const pinned = new Set(names.flatMap(namedBy))
  const none = entries.filter(({ tool }) => !pinned.has(tool)).map(({ tool }) => tool)
  t.diagnostic(
    `${entries.length} command lines in the catalog, ${none.length} without an install here: ${none.join(', ')}`,
  )
  const each = [...assistants(all).values()]
  assert.ok(each.length >= 20, `${each.length} assistants`)
  assert.ok(each.filter(Boolean).length >= GOAL * each.length, share(all))
})
