import assert from 'node:assert/strict'
import { test } from 'node:test'
import { saidByFiles } from './said-by-files.ts'

const files = [
  { name: 'a.yaml', text: 'console: https://a.example\nsensors: { homes: [/home/lin] }\n' },
  { name: 'b.yaml', text: 'tags: [engineering]\n' },
]
const said = [
  { layer: 'file', from: 'a.yaml', values: { console: 'https://a.example', sensors: { homes: ['/home/lin'] } } },
  { layer: 'file', from: 'b.yaml', values: { tags: ['engineering'] } },
]
const bad = [{ name: 'a.yaml', text: 'tags: [a]\nsensor: 1\n' }]
const fault = { name: 'SettingsFault', message: /^a\.yaml:2: sensor: no such key/ }

test('files say the same wherever they are read', async () => {
  assert.deepEqual(await saidByFiles(files, 'here'), said)
  assert.deepEqual(await saidByFiles(files, 'aside'), said)
})

test('a fault is told in the same words wherever it is found', async () => {
  await assert.rejects(saidByFiles(bad, 'here'), fault)
  await assert.rejects(saidByFiles(bad, 'aside'), fault)
})

test('where there can be no child, or it answers nonsense, the files are read all the same', async () => {
  assert.deepEqual(await saidByFiles(files, 'aside', () => Promise.reject(new Error('EAGAIN'))), said)
  assert.deepEqual(await saidByFiles(files, 'aside', async () => ({ said: [{ tags: 7 }] })), said)
})

test('without files no child is asked', async () => {
  assert.deepEqual(await saidByFiles([], 'aside', () => assert.fail('it was asked')), [])
})
