import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSqlite } from '../store/sqlite.ts'
import { comeIn, connect, enrolledDevice, newChain, startIntake } from './scratch.ts'

/** A console whose commits wait for the test. */
const slow = async (t: Parameters<typeof startIntake>[0], drainWithin = 4_000) => {
  const { promise: committed, resolve: commit } = Promise.withResolvers<void>()
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  const running = await startIntake(t, openSqlite, {
    bounds: { drainWithin },
    random: () => 0.5,
    over: store => ({
      appendMany: async (...given) => {
        ask()
        await committed
        return store.appendMany(...given)
      },
    }),
  })
  return { running, commit, asked }
}

test('who stops waits for what is on its way, acknowledges it, and says when to come back', async t => {
  const { running, commit, asked } = await slow(t)
  const [device, idler] = [await enrolledDevice(running), await enrolledDevice(running)]
  const chain = newChain()
  const { agent } = await comeIn(running, device, chain.head())
  const idle = await comeIn(running, idler, newChain().head())
  agent.send({ type: 'entries', entries: [chain.began] })
  await asked
  const closing = running.intake.close()
  assert.equal((await idle.agent.closed()).code, 1012, 'who has nothing on its way waits for nobody')
  assert.match((await connect(running.url).closed()).reason, /503/)
  assert.ok(agent.isOpen())
  commit()
  assert.equal((await agent.next('acknowledged')).seq, 1)
  assert.deepEqual(await agent.next('later'), { type: 'later', retryAfter: 1_500 })
  assert.deepEqual(await agent.closed(), { code: 1012, reason: 'restarting: the console restarts' })
  await closing
  assert.equal((await running.store.headOf(device.id, chain.epoch))?.seq, 1)
})

test('what comes after it was told to leave is not taken', async t => {
  const { running, commit, asked } = await slow(t)
  const device = await enrolledDevice(running)
  const chain = newChain()
  const { agent } = await comeIn(running, device, chain.head())
  agent.send({ type: 'entries', entries: [chain.began] })
  await asked
  const closing = running.intake.close()
  agent.send({ type: 'entries', entries: [chain.condition(1)] })
  commit()
  await closing
  assert.equal((await agent.closed()).code, 1012)
  assert.equal((await running.store.headOf(device.id, chain.epoch))?.seq, 1)
})

test('a store that hangs keeps nobody from stopping', async t => {
  const { running, commit, asked } = await slow(t, 50)
  const chain = newChain()
  const { agent } = await comeIn(running, await enrolledDevice(running), chain.head())
  agent.send({ type: 'entries', entries: [chain.began] })
  await asked
  await running.intake.close()
  assert.equal((await agent.closed()).code, 1012)
  assert.deepEqual(
    agent.frames.map(frame => frame.type),
    [],
  )
  commit()
})
