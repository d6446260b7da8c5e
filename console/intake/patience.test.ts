import assert from 'node:assert/strict'
import { connect as connectSocket } from 'node:net'
import { test } from 'node:test'
import { openSqlite } from '../store/sqlite.ts'
import { comeIn, connect, enrolledDevice, meet, newChain, sha256, startIntake } from './scratch.ts'

test('a hello that does not come in time', async t => {
  const running = await startIntake(t, openSqlite, { bounds: { helloWithin: 40 } })
  assert.deepEqual(await connect(running.url).closed(), {
    code: 4408,
    reason: 'hello-late: not within 40 ms, as wire 3 has it',
  })
})

test('so many strangers at once, and no more; a place is free again when one has gone or is known', async t => {
  // One address may have half of them.
  const running = await startIntake(t, openSqlite, { bounds: { unproven: 4 } })
  const device = await enrolledDevice(running)
  const [a, b] = [connect(running.url), connect(running.url)]
  await Promise.all([meet(a), meet(b)])
  assert.match((await connect(running.url).closed()).reason, /503/)
  a.ws.terminate()
  b.ws.terminate()
  await Promise.all([a.closed(), b.closed()])
  await new Promise(resolve => setTimeout(resolve, 20))
  for (let i = 0; i < 3; i++) await comeIn(running, device, newChain().head())
})

test('a peer that answers no ping is let go after two beats; one that answers stays', async t => {
  const running = await startIntake(t, openSqlite, { bounds: { beatEvery: 200 } })
  const [mute, lively] = [await enrolledDevice(running), await enrolledDevice(running)]
  const dead = await comeIn(running, mute, newChain().head())
  await comeIn(running, lively, newChain().head())
  dead.agent.ws.pause()
  await new Promise(resolve => setTimeout(resolve, 900))
  assert.deepEqual([...running.intake.connected()], [lively.id])
})

test('a reader that does not read is let go instead of being written for', async t => {
  const running = await startIntake(t, openSqlite, { bounds: { buffered: 64 * 1024 } })
  const device = await enrolledDevice(running)
  const { agent } = await comeIn(running, device, newChain().head())
  agent.ws.pause()
  const text = `policy: ${'p'.repeat(150_000)}\n`
  for (let i = 0; i < 200 && running.intake.connected().size > 0; i++) {
    await running.store.publish({ policy: 'p', digest: sha256(text), text }, { at: i, who: 'test' })
    running.intake.policyPublished()
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  assert.equal(running.intake.connected().size, 0)
})

test('a policy that no frame can hold is not sent', async t => {
  const running = await startIntake(t, openSqlite)
  const device = await enrolledDevice(running)
  const chain = newChain()
  const text = `# ${'\u{10000}'.repeat(90_000)}`
  await running.store.publish({ policy: 'p', digest: sha256(text), text }, { at: 1, who: 'test' })
  const { agent } = await comeIn(running, device, chain.head())
  agent.send({ type: 'entries', entries: [chain.began] })
  await agent.next('acknowledged')
  assert.deepEqual(agent.frames, [])
})

test('a second frame before the acknowledgement of the first is a fault', async t => {
  const running = await startIntake(t, openSqlite)
  const chain = newChain()
  const { agent } = await comeIn(running, await enrolledDevice(running), chain.head())
  // In one write, so that both are read from one chunk.
  const socket = Reflect.get(agent.ws, '_socket') as { cork(): void; uncork(): void }
  socket.cork()
  agent.send({ type: 'entries', entries: [chain.began] })
  agent.send({ type: 'entries', entries: [chain.condition(1)] })
  socket.uncork()
  assert.deepEqual(await agent.closed(), { code: 4409, reason: 'out-of-order: one unacknowledged frame at a time' })
})

test('a request that is no WebSocket gets no further', async t => {
  const running = await startIntake(t, openSqlite)
  const socket = connectSocket(running.port, '127.0.0.1')
  socket.write('GET /agent HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
  const answer = await new Promise<string>(resolve => socket.once('data', chunk => resolve(String(chunk))))
  assert.match(answer, /^HTTP\/1.1 400/)
  socket.destroy()
})
