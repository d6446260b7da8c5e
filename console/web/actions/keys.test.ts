import assert from 'node:assert/strict'
import test from 'node:test'
import { type Action, openRegistry } from './action.ts'
import { keyCap, meant } from './keys.ts'

const action = (id: string, key: string | null): Action => ({ id, label: id, group: 'This page', key, run: () => {} })
const plain = { metaKey: false, ctrlKey: false, altKey: false }
const actions = [action('next', 'j'), action('palette', 'mod+k'), action('close', 'Escape'), action('inner', 'Escape')]

test('the action declared last has the key', () => {
  assert.equal(meant(actions, { ...plain, key: 'Escape' }, 'page')?.id, 'inner')
})

test('Command and Control are one', () => {
  assert.equal(meant(actions, { ...plain, key: 'k', metaKey: true }, 'page')?.id, 'palette')
  assert.equal(meant(actions, { ...plain, key: 'K', ctrlKey: true }, 'page')?.id, 'palette')
  assert.equal(meant(actions, { ...plain, key: 'k' }, 'page'), null)
})

test('what is typed into a field is text, but for the keys that type nothing', () => {
  assert.equal(meant(actions, { ...plain, key: 'j' }, 'field'), null)
  assert.equal(meant(actions, { ...plain, key: 'Escape' }, 'field')?.id, 'inner')
  assert.equal(meant(actions, { ...plain, key: 'k', ctrlKey: true }, 'field')?.id, 'palette')
})

test('an overlay has keys of its own', () => {
  assert.equal(meant(actions, { ...plain, key: 'j' }, 'overlay'), null)
})

test('a page takes its actions with it when it goes', () => {
  const registry = openRegistry()
  const seen: string[][] = []
  registry.subscribe(() => seen.push(registry.all().map(({ id }) => id)))
  registry.add([action('go', null)])
  const leave = registry.add([action('next', 'j')])
  leave()
  assert.deepEqual(seen, [['go'], ['go', 'next'], ['go']])
})

test('keys are shown as the keyboard has them', () => {
  assert.deepEqual([keyCap('mod+k', true), keyCap('mod+k', false), keyCap('Escape', false)], ['⌘ K', 'Ctrl K', 'Esc'])
})
