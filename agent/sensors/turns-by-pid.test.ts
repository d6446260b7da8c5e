import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { turnsByPid } from './turns-by-pid.ts'

const acting = () => {
  const log: string[] = []
  const ends = new Map<string, () => void>()
  const act = (name: string) => async (): Promise<void> => {
    log.push(`${name} begins`)
    await new Promise<void>(resolve => ends.set(name, resolve))
    log.push(`${name} ends`)
  }
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.()
    await setImmediate()
  }
  return { log, act, end }
}

test('for one pid one after another, for another at once', async () => {
  const { log, act, end } = acting()
  const { inTurn, busy } = turnsByPid(8)
  void inTurn(1, act('a'))
  void inTurn(1, act('b'))
  void inTurn(2, act('c'))
  assert.deepEqual(log, ['a begins', 'c begins'])
  await end('a')
  assert.deepEqual(log.slice(2), ['a ends', 'b begins'])
  assert.ok(busy(1) && busy(2))
  await end('b')
  await end('c')
  assert.ok(!busy(1) && !busy(2))
})

test('no more at once than the limit, and each gets its turn', async () => {
  const { log, act, end } = acting()
  const { inTurn } = turnsByPid(2)
  for (const [i, name] of ['a', 'b', 'c', 'd'].entries()) void inTurn(i, act(name))
  assert.deepEqual(log, ['a begins', 'b begins'])
  await end('b')
  await end('a')
  await end('c')
  await end('d')
  assert.deepEqual(log.slice(2), ['b ends', 'c begins', 'a ends', 'd begins', 'c ends', 'd ends'])
})

test('one that throws holds up nobody', async () => {
  const { inTurn, busy } = turnsByPid(1)
  await assert.rejects(
    inTurn(1, () => Promise.reject(new Error('it threw'))),
    /it threw/,
  )
  assert.equal(await inTurn(1, async () => 'next'), 'next')
  await setImmediate()
  assert.ok(!busy(1))
})
