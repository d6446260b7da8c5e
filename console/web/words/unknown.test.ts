import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { readCatalog } from '../../../policies/language/read-catalog.ts'
import { readPolicy } from '../../../policies/language/read-policy.ts'
import type { UnknownAssistant } from '../../api/answers.ts'
import { byWhom, policyFor, unknownBrief, unknownHeadline, whereWords } from './unknown.ts'

const group = (
  fields: Partial<UnknownAssistant> = {},
  example: Partial<UnknownAssistant['example']> = {},
): UnknownAssistant => ({
  publisher: 'Acme',
  package: '@acme/agent',
  devices: 3,
  running: 1,
  example: {
    id: '0'.repeat(16),
    tool: 'unknown-assistant',
    product: 'unknown-assistant',
    name: 'Unknown assistant',
    category: 'cli',
    version: '1.0.0',
    verdict: 'unreviewed',
    response: 'notify',
    rule: null,
    exception: null,
    next: null,
    state: 'present',
    account: 'lin',
    path: '~/.npm-global/lib/node_modules/@acme/agent',
    evidence: [
      { indicator: 'unknown-assistant/combined', kind: 'content', strength: 'strong', matched: '8 of 10 groups: x' },
    ],
    firstSeen: 0,
    lastSeen: 0,
    ...example,
  },
  ...fields,
})

const CATALOG = join(import.meta.dirname, '../../../policies/catalog')
const files = (await readdir(CATALOG)).filter(name => name.endsWith('.yaml'))
const { catalog } = readCatalog(
  await Promise.all(files.map(async name => ({ name, text: await readFile(join(CATALOG, name), 'utf8') }))),
)

const policyOf = (of: UnknownAssistant) => {
  const text = `policy: p\nsanctioned: qoder\nunreviewed: notify\n${policyFor(of)}`
  const policy = readPolicy({ name: 'p.yaml', text }, catalog)
  assert.ok(policy.ok, `${text}\n${JSON.stringify(policy)}`)
  return policy.policy
}
const indicatorOf = (of: UnknownAssistant) => {
  const { id: _, strength: __, ...indicator } = policyOf(of).overlay?.[0]?.indicators[0] ?? { id: '', strength: '' }
  return indicator
}

test('what is to be copied is a policy, and names it by what it can be told by', () => {
  assert.deepEqual(indicatorOf(group()), { kind: 'package', ecosystem: 'npm', name: '@acme/agent' })
  const pip = { path: '~/.local/share/pipx/venvs/acme/lib/python3.12/site-packages/acme' }
  assert.deepEqual(indicatorOf(group({ package: 'acme' }, pip)), { kind: 'package', ecosystem: 'pip', name: 'acme' })
  const evidence = [
    { indicator: 'unknown-assistant/contributes', kind: 'extension', strength: 'strong', matched: 'x' },
  ] as const
  assert.deepEqual(
    indicatorOf(group({ package: 'Acme.Agent' }, { evidence: [...evidence], path: '~/.vscode/extensions/x' })),
    {
      kind: 'extension',
      family: 'vscode',
      extension: 'acme.agent',
    },
  )
  const alone = { path: '~/bin/agent', sha256: 'a'.repeat(64) }
  assert.deepEqual(indicatorOf(group({ package: 'agent' }, alone)), { kind: 'hash', sha256: 'a'.repeat(64) })
  assert.deepEqual(indicatorOf(group({ package: 'agent.exe' }, { path: 'C:\\bin\\agent.exe' })), {
    kind: 'process',
    name: 'agent',
  })
  assert.equal(policyOf(group()).rules[0]?.verdict, 'allowed')
})

test('whatever a device calls it, the text stays a policy and says no more than that', () => {
  for (const name of [
    '" }, { x: y',
    "'; rm -rf",
    '---',
    '漢字',
    '#',
    '{{',
    '\\',
    'a: b\\u{a}rules: []',
    '\ud800x',
    'x'.repeat(256),
    '*/..',
    'everything-*',
  ]) {
    const policy = policyOf(group({ package: name, publisher: name }))
    assert.deepEqual([policy.rules.length, policy.overlay?.length], [1, 1], name)
    assert.equal(policy.overlay?.[0]?.vendor, name.toWellFormed().slice(0, 80))
    assert.equal(policyOf(group({ package: name }, { path: '/opt/x' })).overlay?.[0]?.indicators.length, 1, name)
  }
})

test('how many there are, where, and who made them', () => {
  assert.deepEqual(
    [unknownBrief([]), unknownBrief([1]), unknownBrief([1, 2])],
    ['Nothing else was found.', '1 more is not in the catalog.', '2 more are not in the catalog.'],
  )
  assert.match(unknownHeadline([]), /^Nothing was found/)
  assert.equal(unknownHeadline([group()]), '1 assistant that the catalog does not name, by what it is made of.')
  assert.equal(whereWords({ devices: 3, running: 1 }), 'On 3 devices, running on 1 this hour')
  assert.equal(whereWords({ devices: 1, running: 0 }), 'On 1 device, running on none this hour')
  assert.deepEqual([byWhom({ publisher: 'Acme' }), byWhom({ publisher: null })], ['by Acme', 'publisher not named'])
})
