import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { readCatalog } from './read-catalog.ts'
import { asOverlay, withHashes } from './with-hashes.ts'

const FOLDER = path.join(import.meta.dirname, '..', 'catalog')
const HASH = {
  id: 'hash-x-1.2.3-linux-x64',
  kind: 'hash',
  strength: 'conclusive',
  sha256: 'ab'.repeat(32),
  bytes: 5,
  version: '1.2.3',
  platform: 'linux-x64',
} as const
const ENTRY = readFileSync(path.join(FOLDER, 'crush.yaml'), 'utf8')

test('every entry of the catalog gains a digest, and not a character of it changes', () => {
  for (const name of readdirSync(FOLDER).filter(file => file.endsWith('.yaml'))) {
    const before = readFileSync(path.join(FOLDER, name), 'utf8')
    const after = withHashes(before, [HASH])
    const { catalog, faults } = readCatalog([{ name, text: after }])
    assert.deepEqual(faults, [], name)
    assert.deepEqual([...catalog.values()][0]?.indicators.at(-1), HASH, name)
    const at = after.indexOf(`id: ${HASH.id}`)
    const added = after.slice(after.lastIndexOf('\n', at) + 1, after.indexOf("platform: 'linux-x64'\n", at) + 22)
    assert.equal(after.replace(added, ''), before, name)
  }
})

test('comments stay, wherever they stand', () => {
  const text = ENTRY.replace('dossier:', '  # the last word\ndossier:').replace(
    'indicators:',
    'indicators: # all of them',
  )
  const after = withHashes(text, [HASH])
  for (const comment of ['# all of them\n', '  # the last word\n']) assert.ok(after.includes(comment))
  assert.deepEqual(readCatalog([{ name: 'crush.yaml', text: after }]).faults, [])
})

test('what is known is not written again', () => {
  const once = withHashes(ENTRY, [HASH])
  assert.equal(withHashes(once, [{ ...HASH, id: 'hash-other' }]), once)
})

test('as the overlay of a policy it means the same', async () => {
  const { readPolicy } = await import('./read-policy.ts')
  const text = `policy: p\nsanctioned: qoder\nunreviewed: notify\nrules: []\n${asOverlay([withHashes(ENTRY, [HASH])])}`
  const { catalog } = readCatalog(
    readdirSync(FOLDER)
      .filter(name => name.endsWith('.yaml'))
      .map(name => ({ name, text: readFileSync(path.join(FOLDER, name), 'utf8') })),
  )
  const read = readPolicy({ name: 'p.yaml', text }, catalog)
  assert.ok(read.ok, JSON.stringify('faults' in read ? read.faults : []))
  const [crush] = read.policy.overlay ?? []
  assert.deepEqual(crush?.indicators.at(-1), HASH)
  assert.deepEqual(crush?.dossier, catalog.get('crush')?.dossier)
})
