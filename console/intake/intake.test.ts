import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSqlite } from '../store/sqlite.ts'
import {
  comeIn,
  connect,
  enrolledDevice,
  helloOf,
  meet,
  newChain,
  newDevice,
  sha256,
  startIntake,
  TEN,
} from './scratch.ts'

test('a batch is acknowledged with the hash of its last entry, and is stored', async t => {
  const running = await startIntake(t, openSqlite)
  const device = await enrolledDevice(running)
  const chain = newChain()
  const entries = [chain.began, chain.condition(1), chain.condition(2)]
  const { agent, welcome } = await comeIn(running, device, chain.head())
  assert.deepEqual(welcome, { type: 'welcome', known: null, firstSightings: [], credit: 100 })
  assert.deepEqual([...running.intake.connected()], [device.id])
  agent.send({ type: 'entries', entries })
  const said = await agent.next('acknowledged')
  assert.deepEqual(said, { type: 'acknowledged', epoch: chain.epoch, seq: 3, hash: entries[2]?.hash, credit: 100 })
  const { items } = await running.store.entries(device.id, { after: null, limit: 10 })
  assert.deepEqual(
    items.map(({ seq, hash, body }) => ({ seq, hash, body })),
    entries.map(({ seq, hash, body }) => ({ seq, hash, body })),
  )
  assert.ok(running.news.some(news => news.changed === 'devices' && news.id === device.id))
})

test('nothing is acknowledged before its commit, and nothing is read meanwhile', async t => {
  const { promise: committed, resolve: commit } = Promise.withResolvers<void>()
  const running = await startIntake(t, openSqlite, {
    over: store => ({
      appendMany: async (...given) => {
        await committed
        return store.appendMany(...given)
      },
    }),
  })
  const chain = newChain()
  const { agent } = await comeIn(running, await enrolledDevice(running), chain.head())
  agent.send({ type: 'entries', entries: [chain.began] })
  await new Promise(resolve => setTimeout(resolve, 60))
  let ponged = false
  agent.ws.once('pong', () => {
    ponged = true
  })
  agent.ws.ping()
  await new Promise(resolve => setTimeout(resolve, 60))
  assert.deepEqual(agent.frames, [], 'an acknowledgement before the commit')
  assert.equal(ponged, false, 'the socket was read before the commit')
  commit()
  assert.equal((await agent.next('acknowledged')).seq, 1)
})

test('a batch that comes again after a lost acknowledgement is stored once and acknowledged again', async t => {
  const running = await startIntake(t, openSqlite)
  const device = await enrolledDevice(running)
  const chain = newChain()
  const batch = [chain.began, chain.condition(1)]
  const first = await comeIn(running, device, chain.head())
  first.agent.send({ type: 'entries', entries: batch })
  await first.agent.next('acknowledged')
  first.agent.ws.terminate()

  const again = await comeIn(running, device, chain.head())
  assert.deepEqual(again.welcome.known, chain.head())
  again.agent.send({ type: 'entries', entries: [...batch, chain.condition(2)] })
  assert.equal((await again.agent.next('acknowledged')).seq, 3)
  again.agent.send({ type: 'entries', entries: [chain.began] })
  assert.deepEqual(await again.agent.next('acknowledged'), { type: 'acknowledged', ...chain.head(), credit: 100 })
  const { items } = await running.store.entries(device.id, { after: null, limit: 10 })
  assert.deepEqual(
    items.map(item => item.seq),
    [1, 2, 3],
  )
})

test('another entry at a place that is taken is named a fork', async t => {
  const running = await startIntake(t, openSqlite)
  const device = await enrolledDevice(running)
  const chain = newChain()
  const { agent } = await comeIn(running, device, chain.head())
  agent.send({ type: 'entries', entries: [chain.began, chain.condition(1)] })
  await agent.next('acknowledged')
  const forged = { ...chain.condition(9), seq: 2 }
  agent.send({ type: 'entries', entries: [forged] })
  assert.deepEqual(await agent.closed(), { code: 4409, reason: 'out-of-order: ledger fork at entry 2' })
  assert.equal((await running.store.fleetCounts(0)).forked, 1)
})

test('a fork that the device saw is written down, once for each place, and the connection stays', async t => {
  const running = await startIntake(t, openSqlite)
  const device = await enrolledDevice(running)
  const chain = newChain()
  const { agent } = await comeIn(running, device, chain.head())
  agent.send({ type: 'entries', entries: [chain.began] })
  await agent.next('acknowledged')
  for (const hash of ['a'.repeat(64), 'b'.repeat(64), null]) {
    agent.send({ type: 'forked', seq: 1, hash })
    await new Promise(resolve => setTimeout(resolve, 40))
  }
  assert.equal((await running.store.fleetCounts(0)).forked, 1)
  agent.send({ type: 'entries', entries: [chain.condition(1)] })
  assert.equal((await agent.next('acknowledged')).seq, 2)
})

test('a device whose ledger is behind what is held, or ends in another entry, is named in the log', async t => {
  const warned: object[] = []
  const log = { info: () => {}, warn: (fields: object) => void warned.push(fields), error: () => {} }
  const running = await startIntake(t, openSqlite, { log })
  const device = await enrolledDevice(running)
  const chain = newChain()
  const first = await comeIn(running, device, chain.head())
  first.agent.send({ type: 'entries', entries: [chain.began, chain.condition(1)] })
  await first.agent.next('acknowledged')
  await comeIn(running, device, chain.head())
  assert.deepEqual(warned, [])
  await comeIn(running, device, { ...chain.head(), seq: 1 })
  await comeIn(running, device, { ...chain.head(), hash: 'a'.repeat(64) })
  assert.deepEqual(warned, [
    { device: device.id, known: 2, says: 1 },
    { device: device.id, known: 2, says: 2 },
  ])
})

test('a hello that was recorded does not open another connection', async t => {
  const running = await startIntake(t, openSqlite)
  const device = await enrolledDevice(running)
  const chain = newChain()
  const first = connect(running.url)
  const recorded = helloOf(device, await meet(first), chain.head())
  first.send(recorded)
  await first.next('welcome')
  const second = connect(running.url)
  await meet(second)
  second.send(recorded)
  assert.deepEqual(await second.closed(), {
    code: 4401,
    reason: 'not-authenticated: the signature does not hold',
  })
  assert.ok(first.isOpen(), 'the thief has ended the owner')
})

test("another device's key, and a device that nobody enrolled", async t => {
  const running = await startIntake(t, openSqlite)
  const [owner, thief] = [await enrolledDevice(running), await enrolledDevice(running)]
  const chain = newChain()
  const agent = connect(running.url)
  agent.send({ ...helloOf(thief, await meet(agent), chain.head()), device: owner.id })
  assert.equal((await agent.closed()).code, 4401)
  const stranger = connect(running.url)
  stranger.send(helloOf(newDevice(), await meet(stranger), chain.head()))
  assert.deepEqual(await stranger.closed(), { code: 4401, reason: 'not-authenticated: not enrolled here' })
  assert.equal(running.intake.connected().size, 0)
})

test('the newer of two connections of one device stands', async t => {
  const running = await startIntake(t, openSqlite)
  const device = await enrolledDevice(running)
  const chain = newChain()
  const older = await comeIn(running, device, chain.head())
  const newer = await comeIn(running, device, chain.head())
  assert.equal((await older.agent.closed()).code, 4410)
  newer.agent.send({ type: 'entries', entries: [chain.began] })
  assert.equal((await newer.agent.next('acknowledged')).seq, 1)
  assert.deepEqual([...running.intake.connected()], [device.id])
})

test('the newer connection knows what the older one has just stored', async t => {
  const { promise: committed, resolve: commit } = Promise.withResolvers<void>()
  const running = await startIntake(t, openSqlite, {
    over: store => ({
      appendMany: async (...given) => {
        await committed
        return store.appendMany(...given)
      },
    }),
  })
  const device = await enrolledDevice(running)
  const chain = newChain()
  const older = await comeIn(running, device, chain.head())
  older.agent.send({ type: 'entries', entries: [chain.began] })
  await new Promise(resolve => setTimeout(resolve, 40))
  const newer = comeIn(running, device, chain.head())
  await new Promise(resolve => setTimeout(resolve, 40))
  commit()
  assert.deepEqual((await newer).welcome.known, chain.head())
})

test('a policy that is published reaches every agent once, and one that comes later at its welcome', async t => {
  const running = await startIntake(t, openSqlite)
  const chain = newChain()
  const [a, b] = [await enrolledDevice(running), await enrolledDevice(running)]
  const first = await comeIn(running, a, chain.head())
  const text = 'policy: p\n'
  const policy = { policy: 'p', digest: sha256(text), text }
  const serial = await running.store.publish(policy, { at: 1, who: 'test' })
  running.intake.policyPublished()
  assert.deepEqual(await first.agent.next('policy'), { type: 'policy', serial, ...policy })
  running.intake.policyPublished()
  const later = await comeIn(running, b, chain.head())
  assert.equal((await later.agent.next('policy')).serial, serial)
  const again = connect(running.url)
  again.send(helloOf(b, await meet(again), chain.head(), { serial }))
  await again.next('welcome')
  again.send({ type: 'entries', entries: [chain.began] })
  await again.next('acknowledged')
  assert.deepEqual([...first.agent.frames, ...again.frames], [], 'the same policy twice')
})

test('a store that fails is not acknowledged, and the agent may come again', async t => {
  const running = await startIntake(t, openSqlite, {
    over: () => ({ appendMany: () => Promise.reject(new Error('disk full: /var/secret')) }),
  })
  const chain = newChain()
  const { agent } = await comeIn(running, await enrolledDevice(running), chain.head())
  agent.send({ type: 'entries', entries: [chain.began] })
  assert.deepEqual(await agent.closed(), { code: 1011, reason: 'failed: not stored' })
})

test('signs of life are written down when an agent comes and when it goes; detections are told of', async t => {
  const running = await startIntake(t, openSqlite, { bounds: { touchWithin: 10 } })
  const device = await enrolledDevice(running)
  const chain = newChain()
  const seenAt = async (at: number): Promise<void> => {
    const lastSeen = async () => (await running.store.device(device.id))?.lastSeen
    for (let i = 0; i < 100 && (await lastSeen()) !== at; i++) await new Promise(resolve => setTimeout(resolve, 5))
    assert.equal(await lastSeen(), at)
  }
  running.clock.now += 60_000
  const { agent } = await comeIn(running, device, chain.head())
  const described = {
    kind: 'device-described',
    host: 'h',
    platform: 'linux',
    os: 'Debian',
    osVersion: '12',
    arch: 'x64',
    model: null,
    cpu: null,
    cores: 2,
    memory: 1,
    agent: '0.1.0',
    tags: [],
  }
  const gone = { kind: 'detection-gone', at: TEN, detection: '00000000000000aa' }
  agent.send({ type: 'entries', entries: [chain.began, chain.add(described as never), chain.add(gone as never)] })
  await agent.next('acknowledged')
  await seenAt(TEN + 60_000)
  assert.ok(running.news.some(news => news.changed === 'detections' && news.id === '00000000000000aa'))
  const left = async (): Promise<void> => {
    for (let i = 0; i < 100 && running.intake.connected().size > 0; i++)
      await new Promise(resolve => setTimeout(resolve, 5))
  }
  agent.ws.close()
  await left()
  running.clock.now += 60_000
  const again = await comeIn(running, device, chain.head())
  await seenAt(TEN + 120_000)
  running.clock.now += 60_000
  again.agent.ws.close()
  await left()
  await seenAt(TEN + 180_000)
})
