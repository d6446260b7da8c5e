import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CatalogEntry, Indicator } from '../language/catalog-entry.ts'
import { combine } from './combine.ts'
import { conclude } from './conclude.ts'
import type { Evidence } from './words.ts'

const answer = { answer: 'Not established.', status: 'unknown' } as const
const group = (id: string): Indicator => ({
  id,
  kind: 'content',
  strength: 'weak',
  atLeast: 1,
  texts: [['some-', 'words']],
})
const entry: CatalogEntry = {
  tool: 'unknown',
  name: 'Unknown',
  product: 'unknown',
  category: 'cli',
  vendor: 'nobody',
  about: 'a sample',
  indicators: [group('shell-tools'), group('edit-tools'), group('hosts'), group('loop')],
  combined: { atLeast: 3, all: ['shell-tools'], contributes: [], except: [] },
  dossier: { hosting: answer, prompts: answer, context: answer, place: answer, selfHosted: answer },
}
const found = (...ids: string[]): Evidence[] =>
  ids.map(id => ({ indicator: `unknown/${id}`, kind: 'content', strength: 'weak', matched: '1 of 1 texts' }))

test('enough groups with those that have to be among them are one strong evidence, in the order of the entry', () => {
  const said = combine(entry, found('loop', 'edit-tools', 'shell-tools'))
  assert.deepEqual(said, {
    indicator: 'unknown/combined',
    kind: 'content',
    strength: 'strong',
    matched: '3 of 4 groups: shell tools, edit tools, loop',
  })
  assert.deepEqual(conclude([said as Evidence]), { is: 'detection', rule: 'strong' })
})
const not: { why: string; groups: Evidence[] }[] = [
  { why: 'too few', groups: found('shell-tools', 'loop') },
  { why: 'enough without the one that has to be among them', groups: found('edit-tools', 'hosts', 'loop') },
  { why: 'one group three times', groups: found('shell-tools', 'shell-tools', 'shell-tools') },
  { why: 'groups of another entry', groups: found('shell-tools', 'loop').concat(found('x')) },
  { why: 'nothing', groups: [] },
]
for (const { why, groups } of not) test(`not: ${why}`, () => assert.equal(combine(entry, groups), null))
test('the groups alone are no detection, and an entry without the rule combines nothing', () => {
  const groups = found('loop', 'edit-tools', 'shell-tools')
  assert.deepEqual(conclude(groups), { is: 'nothing' })
  const { combined: _, ...plain } = entry
  assert.equal(combine(plain, groups), null)
})
