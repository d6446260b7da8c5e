import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { openLedger } from '../ledger/ledger.ts'
import { accept, acknowledge, challenge, pause, startDouble, until, welcome } from './console-double.ts'
import { TEN } from './scratch.ts'

test('F25: sends no more than it has credit for, and waits for the next', async t => {
  const running = await startDouble(t, openLedger)
  for (let i = 0; i < 20; i++) running.record(i)
  await running.start()
  const agent = await accept(running)
  agent.say(challenge(await agent.next()))
  await agent.next()
  agent.say({ ...welcome(), credit: 0 })
  await pause()
  running.record(20)
  await pause()
  assert.deepEqual(agent.heard, [], 'sent without credit')
  agent.say({ type: 'credit', credit: 3 })
  const first = await agent.entries()
  assert.deepEqual(
    first.map(entry => entry.seq),
    [1, 2, 3],
  )
  agent.say({ ...acknowledge(first), credit: 0 })
  await until(() => running.ledger.depth() === 19)
  assert.deepEqual(agent.heard, [], 'sent with the credit of the batch before')
  agent.say({ type: 'credit', credit: 100 })
  assert.equal((await agent.entries()).length, 19)
})

test('comes back when the console said so, and a while of its own later', async t => {
  const running = await startDouble(t, openLedger, { random: () => 0.5 })
  await running.start()
  const agent = await accept(running)
  agent.say({ type: 'later', retryAfter: 7_000 })
  agent.ws.close(4429, 'busy: too much at once')
  await until(() => running.states.at(-1)?.is === 'waiting')
  const state = running.states.at(-1)
  assert.ok(state?.is === 'waiting' && state.why.word === 'busy')
  // The console of a test is near: half of 250 ms, and 50 that are never undercut.
  assert.equal(state.until, TEN + 7_000 + 150)
})

test('a console that turns it away in HTTP names the time, too, but no longer than it may', async t => {
  for (const [said, wait] of [
    ['7', 7_000],
    ['99999999', 600_000],
    ['soon', 0],
  ] as const) {
    const server = createServer()
    server.on('upgrade', (_, socket) => {
      socket.end(`HTTP/1.1 503 Service Unavailable\r\nRetry-After: ${said}\r\nContent-Length: 0\r\n\r\n`)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    t.after(() => {
      server.closeAllConnections()
      server.close()
    })
    const console = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const running = await startDouble(t, openLedger, { console })
    await running.start()
    await until(() => running.states.at(-1)?.is === 'waiting')
    const state = running.states.at(-1)
    assert.ok(state?.is === 'waiting')
    assert.deepEqual(
      [state.until, state.why.reason],
      [TEN + wait + 50, 'the console answers 503 instead of connecting'],
    )
  }
})
