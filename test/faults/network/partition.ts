import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { nothingLostNothingTwice } from '../oracle.ts'
import type { Victim } from '../victim.ts'
import { openWorld, streams } from '../world.ts'
import { openNetwork, type Way } from './network.ts'

/** A dead peer is seen within this, ms. */
const SEEN_WITHIN = 50_000
/** Until agent and console have found each other again, ms: a connect that is under way is given up after 15 s. */
const BACK_WITHIN = 25_000

const within = <T>(ms: number, what: string, promise: Promise<T>): Promise<T> =>
  Promise.race([promise, sleep(ms, null, { ref: false }).then(() => assert.fail(`${what} took more than ${ms} ms`))])

/**
 * The network loses everything, and says nothing. @param ms how long.
 * @param seen whether it lasts long enough for both ends to have to notice.
 */
export const survivesPartition = async (t: TestContext, way: Way, ms: number, seen: boolean): Promise<void> => {
  const network = await openNetwork(t)
  const { stateDir, startConsole, startProducer, stored } = await openWorld(t)
  const under = { by: network.by }
  const console = await startConsole(under)
  const { port } = new URL(console.url)
  const producer = startProducer({ pause: 50, under })
  const device = String((await producer.line(line => 'device' in line)).device)
  await streams(producer)
  const listed = (victim: Victim, count: number) =>
    victim.line(({ connected }) => Array.isArray(connected) && connected.length === count)
  await listed(console.victim, 1)
  assert.equal(network.connections(port), 1)

  network.drop(way, port)
  const began = Date.now()
  const noticed = async (victim: Victim, line: Promise<Record<string, unknown>>): Promise<number> => {
    const { at } = await within(SEEN_WITHIN, `process ${victim.pid} noticing it`, line)
    return Number(at) - began
  }
  if (seen) {
    const [agent, other] = await Promise.all([
      noticed(
        producer,
        producer.line(line => line.state === 'waiting'),
      ),
      noticed(console.victim, listed(console.victim, 0)),
    ])
    t.diagnostic(`lost ${way}: the agent noticed after ${agent} ms, the console after ${other} ms`)
  }
  await sleep(Math.max(0, ms - (Date.now() - began)))
  network.heal()
  const healed = Date.now()
  if (seen) {
    const { at } = await within(BACK_WITHIN, 'coming back', streams(producer))
    t.diagnostic(`lost ${way} for ${healed - began} ms: back after ${Number(at) - healed} ms`)
    await listed(console.victim, 1)
  } else await sleep(BACK_WITHIN / 2)
  const streamed = producer.said().filter(({ state }) => state === 'streaming').length
  if (!seen) assert.equal(streamed, 1, 'a short partition is nobody’s business')
  assert.equal(network.connections(port), 1)

  assert.equal(await producer.end('SIGTERM'), 0)
  assert.equal(await console.victim.end('SIGTERM'), 0)
  const kept = nothingLostNothingTwice(await stored(device), stateDir)
  t.diagnostic(`lost ${way}: ${kept} events kept, 0 lost, 0 twice, ${streamed} connections in all, 1 at the end`)
}
