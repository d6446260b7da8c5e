import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { conclude } from '../../policies/decide/conclude.ts'
import { catalogWith } from '../../policies/language/catalog-with.ts'
import { readPolicy } from '../../policies/language/read-policy.ts'
import { openIdentifier } from './identifier.ts'

const POLICY = `
policy: p
sanctioned: house-tool
unreviewed: notify
rules: []
overlay:
  - tool: house-tool
    name: House tool
    product: house-tool
    category: cli
    vendor: Ourselves
    about: An assistant that the shipped catalog does not know.
    indicators:
      - { id: npm, kind: package, strength: strong, ecosystem: npm, name: '@house/tool' }
      - { id: texts, kind: content, strength: strong, atLeast: 2, texts: [[house-tool, -first], [house-tool, -second]] }
    dossier:
      hosting: { answer: Not established., status: unknown }
      prompts: { answer: Not established., status: unknown }
      context: { answer: Not established., status: unknown }
      place: { answer: Not established., status: unknown }
      selfHosted: { answer: Not established., status: unknown }
`

test('a policy adds a tool: the same agent finds its package and its program under another name', async () => {
  const read = readPolicy({ name: 'p.yaml', text: POLICY }, new Map())
  assert.ok(read.ok)
  const home = await realpath(await mkdtemp(join(tmpdir(), 'waymark-overlay-')))
  const program = join(home, 'vim')
  await writeFile(program, Buffer.alloc(9 * 1024 ** 2, 'house-tool-first\0house-tool-second\0'))
  const root = join(home, 'node_modules/@house/tool')
  await mkdir(root, { recursive: true })
  await writeFile(join(root, 'package.json'), '{"name":"@house/tool","version":"3.1.4"}')
  const account = 'lin'
  const shared = { account, terminal: null, script: null, argv0: 'vim', name: 'vim' }
  const seen = [
    {
      kind: 'package',
      ecosystem: 'npm',
      account,
      name: '@house/tool',
      version: '3.1.4',
      root,
      inside: null,
      programs: [],
    },
    { kind: 'process', pid: 5, started: 1, program, open: program, ...shared },
  ] as const
  const look = async (overlay: NonNullable<typeof read.policy.overlay>) => {
    const catalog = catalogWith(new Map(), overlay)
    const identifier = openIdentifier({ catalog, cacheFile: null, log: () => {} })
    const { findings } = await identifier.identify(seen, [{ account, uid: 1000, home }])
    await identifier.close()
    return findings.map(({ tool, version, install, evidence }) => ({
      tool,
      version,
      install,
      is: conclude(evidence).is,
    }))
  }
  try {
    assert.deepEqual(await look(read.policy.overlay ?? []), [
      { tool: 'house-tool', version: '3.1.4', install: root, is: 'detection' },
      { tool: 'house-tool', version: null, install: program, is: 'detection' },
    ])
    assert.deepEqual(await look([]), [], 'without it nobody knows the tool')
  } finally {
    await rm(home, { recursive: true, force: true })
  }
})
