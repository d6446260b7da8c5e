import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dispensable, type Part, startParts, ticking } from './parts.ts'

const recorder = () => {
  const seen: string[] = []
  const part = (name: string, stop: () => Promise<void> = async () => {}): Part => ({
    name,
    stopWithin: 20,
    start: async () => {
      seen.push(`start ${name}`)
      return async () => {
        seen.push(`stop ${name}`)
        await stop()
      }
    },
  })
  return {
    seen,
    part,
    say: (line: { msg: string; part?: unknown }) => seen.push([line.msg, line.part].join(' ').trim()),
  }
}

test('parts start in order and stop in reverse', async () => {
  const { seen, part, say } = recorder()
  const stop = await startParts([part('a'), part('b')], say)
  await stop('asked')
  assert.deepEqual(seen, ['start a', 'start b', 'stopping', 'stop b', 'stop a', 'stopped'])
})

test('one that hangs is named, and the others still stop', async () => {
  const { seen, part, say } = recorder()
  const stop = await startParts([part('a'), part('b', () => new Promise(() => {}))], say)
  await stop('asked')
  assert.deepEqual(seen.slice(2), ['stopping', 'stop b', 'stop-failed b', 'stop a', 'stopped'])
})

test('one that does not start stops those before it', async () => {
  const { seen, part, say } = recorder()
  const broken: Part = { name: 'c', stopWithin: 20, start: () => Promise.reject(new Error('no disk')) }
  await assert.rejects(startParts([part('a'), broken], say), /no disk/)
  assert.deepEqual(seen, ['start a', 'stopping', 'stop a', 'stopped'])
})

test('a part that is not needed may fail: it is told, and the others go on', async () => {
  const { seen, part, say } = recorder()
  const broken = dispensable(
    'c',
    () => Promise.reject(new Error('no disk')),
    why => seen.push(`c: ${why}`),
  )
  const stop = await startParts([part('a'), broken, part('b')], say)
  await stop('asked')
  assert.deepEqual(seen, ['start a', 'c: no disk', 'start b', 'stopping', 'stop b', 'stop a', 'stopped'])
})

test('a tick that throws is told, and ticks again', async () => {
  const told: string[] = []
  const { promise: twice, resolve } = Promise.withResolvers<void>()
  const tick = (): void => {
    if (told.length === 2) resolve()
    else throw new Error('full')
  }
  const stop = await startParts([ticking('t', 1, tick, why => told.push(why))], () => {})
  await twice
  await stop('asked')
  assert.deepEqual(told, ['full', 'full'])
})
