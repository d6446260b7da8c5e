import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Appended, Batch } from '../store/for-intake.ts'
import { began, chained, epochId, gone } from '../store/sample.ts'
import { openCommits } from './commits.ts'

const batchOf = (device: string, entries = 1): Batch => ({
  device,
  receivedAt: 0,
  entries: chained(epochId(1), [began, ...Array.from({ length: entries - 1 }, () => gone(1))]),
})
const stored = ({ entries }: Batch): Appended => ({
  is: 'stored',
  head: { epoch: epochId(1), seq: entries.length, hash: '' },
})

/** A store whose commits end when the test says so. */
const openStore = (answer: (batches: readonly Batch[]) => readonly Appended[] = batches => batches.map(stored)) => {
  const groups: string[][] = []
  const ends: (() => void)[] = []
  const appendMany = async (batches: readonly Batch[]): Promise<readonly Appended[]> => {
    groups.push(batches.map(batch => batch.device))
    await new Promise<void>(resolve => ends.push(resolve))
    return answer(batches)
  }
  const turns = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await new Promise(resolve => setImmediate(resolve))
  }
  const end = async (): Promise<void> => {
    await turns()
    ends.shift()?.()
    await turns()
  }
  return { appendMany, groups, end, turns }
}

test('what comes while a commit is on its way shares the next one, in order', async () => {
  const store = openStore()
  const commits = openCommits(store, 100)
  const all = [commits.take(batchOf('a')), commits.take(batchOf('b'))]
  await store.turns()
  all.push(commits.take(batchOf('c')), commits.take(batchOf('d')))
  await store.end()
  await store.end()
  await Promise.all(all)
  assert.deepEqual(store.groups, [
    ['a', 'b'],
    ['c', 'd'],
  ])
})

test('nothing is answered before its commit', async () => {
  const store = openStore()
  const commits = openCommits(store, 100)
  const said: string[] = []
  void commits.take(batchOf('a')).then(() => said.push('a'))
  await store.turns()
  void commits.take(batchOf('b')).then(() => said.push('b'))
  await store.turns()
  assert.deepEqual(said, [])
  await store.end()
  assert.deepEqual(said, ['a'])
  await store.end()
  assert.deepEqual(said, ['a', 'b'])
})

test('a group holds no more entries than it may, but for a batch that is larger alone', async () => {
  const store = openStore()
  const commits = openCommits(store, 4)
  const all = [
    ['a', 2],
    ['b', 2],
    ['c', 1],
    ['d', 9],
    ['e', 1],
  ] as const
  const answers = all.map(([device, entries]) => commits.take(batchOf(device, entries)))
  for (let i = 0; i < 4; i++) await store.end()
  await Promise.all(answers)
  assert.deepEqual(store.groups, [['a', 'b'], ['c'], ['d'], ['e']])
})

test('a batch that makes the store throw costs the others nothing', async () => {
  const store = openStore(batches => {
    if (batches.some(({ device }) => device === 'bad')) throw new Error('no such thing')
    return batches.map(stored)
  })
  const commits = openCommits(store, 100)
  const [a, bad, b] = [commits.take(batchOf('a')), commits.take(batchOf('bad')), commits.take(batchOf('b'))]
  const refused = assert.rejects(bad, /no such thing/)
  for (let i = 0; i < 4; i++) await store.end()
  assert.deepEqual([(await a).is, (await b).is], ['stored', 'stored'])
  await refused
  assert.deepEqual(store.groups, [['a', 'bad', 'b'], ['a'], ['bad'], ['b']])
})

test('it is settled when the last commit has ended, and not before', async () => {
  const store = openStore()
  const commits = openCommits(store, 1)
  void commits.take(batchOf('a'))
  void commits.take(batchOf('b'))
  let settled = false
  const settling = commits.settled().then(() => {
    settled = true
  })
  await store.end()
  assert.equal(settled, false)
  await store.end()
  await settling
  assert.equal(settled, true)
})
