import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCatalog } from '../policies/language/read-catalog.ts'
import { readAside } from './read-aside.ts'
import { readInForce } from './read-in-force.ts'
import { catalogFiles } from './settings/catalog-files.ts'

const { catalog } = readCatalog(await catalogFiles())
const news = (text: string) => ({ policy: 'p', serial: 1, digest: '', text })
const good = news('policy: p\nsanctioned: qoder\nunreviewed: notify\nrules: []\n')
const bad = news('policy: p\nsanctioned: qoder\nunreviewed: notify\nrules: 7\n')

test('a child reads what the daemon would have read, and refuses what it would have refused', async () => {
  for (const each of [good, bad]) assert.deepEqual(await readAside(each, catalog), readInForce(each, catalog))
  const read = await readAside(good, catalog)
  assert.equal('policy' in read && read.policy.sanctioned, 'qoder')
  assert.match('refused' in (await readAside(bad, catalog)) ? 'refused' : '', /refused/)
})

test('where there can be no child, the policy is read all the same', async () => {
  const read = await readAside(good, catalog, () => Promise.reject(new Error('EAGAIN')))
  assert.equal('policy' in read && read.policy.policy, 'p')
})

test('the child knows the tools that its daemon knows', async () => {
  const read = await readAside(good, new Map())
  assert.match('refused' in read ? read.refused : '', /line 2: no such tool/)
})
