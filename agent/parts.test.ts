import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Part, startParts } from './parts.ts'

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
