import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Batch } from '../store/for-intake.ts'
import { openSqlite } from '../store/sqlite.ts'
import { comeIn, connect, enrolledDevice, helloOf, meet, newChain, startIntake } from './scratch.ts'

const BATCH = 64 * 1024

test('who has more to send gets credit while there is room, and the next one when there is room again', async t => {
  const running = await startIntake(t, openSqlite, { bounds: { room: BATCH, roomPerBatch: BATCH } })
  const [first, second] = [newChain(), newChain()]
  const both = [second.began, second.condition(1)]
  const entries = [first.began, ...Array.from({ length: 100 }, (_, i) => first.condition(i))]
  const a = await comeIn(running, await enrolledDevice(running), first.head())
  const b = await comeIn(running, await enrolledDevice(running), second.head())
  assert.deepEqual([a.welcome.credit, b.welcome.credit], [100, 0])
  a.agent.send({ type: 'entries', entries: entries.slice(0, 100) })
  assert.deepEqual(await b.agent.next('credit'), { type: 'credit', credit: 100 })
  // One entry is left, and the room is promised to the other now.
  assert.equal((await a.agent.next('acknowledged')).credit, 0)
  b.agent.send({ type: 'entries', entries: both })
  assert.deepEqual(await a.agent.next('credit'), { type: 'credit', credit: 100 })
  assert.equal((await b.agent.next('acknowledged')).credit, 100)
  a.agent.send({ type: 'entries', entries: entries.slice(100) })
  assert.equal((await a.agent.next('acknowledged')).credit, 100)
})

test('F25: agents that have more than the store can take are held by credit: no more than there is room for waits', async t => {
  const ROOM = 4
  const waiting = { now: 0, most: 0 }
  const running = await startIntake(t, openSqlite, {
    bounds: { room: ROOM * BATCH, roomPerBatch: BATCH, group: 1 },
    over: store => ({
      appendMany: async (batches: readonly Batch[]) => {
        const answers = await store.appendMany(batches)
        await new Promise(resolve => setTimeout(resolve, 2))
        return answers
      },
    }),
  })
  const BATCHES = 3
  const agents = await Promise.all(
    Array.from({ length: 25 }, async () => {
      const chain = newChain()
      const all = [chain.began, ...Array.from({ length: BATCHES * 100 - 1 }, (_, i) => chain.condition(i))]
      return { all, device: await enrolledDevice(running), head: chain.head() }
    }),
  )
  await Promise.all(
    agents.map(async ({ all, device, head }) => {
      const { agent, welcome } = await comeIn(running, device, head)
      let { credit } = welcome
      for (let from = 0; from < all.length; from += 100) {
        if (credit === 0) credit = (await agent.next('credit')).credit
        const frame = JSON.stringify({ type: 'entries', entries: all.slice(from, from + 100) })
        waiting.now += frame.length
        waiting.most = Math.max(waiting.most, waiting.now)
        agent.send(frame)
        const said = await agent.next('acknowledged')
        waiting.now -= frame.length
        credit = said.credit
      }
      assert.equal((await running.store.headOf(device.id, head.epoch))?.seq, all.length)
    }),
  )
  assert.ok(waiting.most <= ROOM * BATCH, `${waiting.most} bytes were on their way at once`)
  assert.ok(waiting.most > BATCH, `${waiting.most} bytes: nothing was on its way beside anything else`)
})

test('F25: past its room the console reads nobody and sends newcomers away for a while; nothing is lost', async t => {
  const { promise: committed, resolve: commit } = Promise.withResolvers<void>()
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  const running = await startIntake(t, openSqlite, {
    bounds: { room: 1_000, roomPerBatch: 1_000 },
    random: () => 0,
    over: store => ({
      appendMany: async (...given) => {
        ask()
        await committed
        return store.appendMany(...given)
      },
    }),
  })
  const [flood, other] = [newChain(), newChain()]
  const entries = [flood.began, ...Array.from({ length: 20 }, (_, i) => flood.condition(i))]
  const a = await comeIn(running, await enrolledDevice(running), flood.head())
  const b = await comeIn(running, await enrolledDevice(running), other.head())
  a.agent.send({ type: 'entries', entries })
  await asked
  b.agent.send({ type: 'entries', entries: [other.began] })
  const newcomer = connect(running.url)
  newcomer.send(helloOf(await enrolledDevice(running), await meet(newcomer), newChain().head()))
  assert.deepEqual(await newcomer.next('later'), { type: 'later', retryAfter: 1_000 })
  assert.deepEqual(await newcomer.closed(), { code: 4429, reason: 'busy: too much at once' })
  commit()
  assert.equal((await a.agent.next('acknowledged')).seq, 21)
  assert.equal((await b.agent.next('acknowledged')).seq, 1)
})
