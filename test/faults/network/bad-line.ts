import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { held, nothingLostNothingTwice } from '../oracle.ts'
import { openWorld, streams } from '../world.ts'
import { type Fate, openTcpProxy } from './tcp-proxy.ts'

/** One bad connection after another, at most, ms. */
const WITHIN = 180_000

/**
 * An agent whose connections meet these fates, one after the other, and then a good one.
 * @returns how long it took until it streamed over that, ms.
 */
export const survivesFates = async (t: TestContext, fates: readonly Fate[], pause = 20): Promise<number> => {
  const { stateDir, startConsole, startProducer } = await openWorld(t)
  const console = await startConsole()
  const left: Fate[] = []
  const proxy = await openTcpProxy(t, Number(new URL(console.url).port), () => left.shift() ?? { is: 'whole' })
  // Enrolled, and welcomed once, before anything goes wrong.
  const producer = startProducer({ at: `http://127.0.0.1:${proxy.port}`, pause })
  const device = String((await producer.line(line => 'device' in line)).device)
  await streams(producer)

  left.push(...fates)
  const began = performance.now()
  proxy.reset()
  const deadline = began + WITHIN
  const last = () => producer.said().findLast(({ state }) => state !== undefined)?.state
  // The last fate was met, and what came of it is a connection that stands.
  const stands = (): boolean => left.length === 0 && proxy.bad() === 0 && last() === 'streaming'
  for (let steady = 0; steady < 20; steady = stands() ? steady + 1 : 0) {
    assert.ok(performance.now() < deadline, `${left.length} connections still to come, ${String(last())}`)
    await sleep(100)
  }
  const took = performance.now() - began

  assert.equal(await producer.end('SIGTERM'), 0)
  const kept = nothingLostNothingTwice(await held(console.url, console.apiToken, device), stateDir)
  const connected = producer.said().filter(({ state }) => state === 'streaming').length
  t.diagnostic(
    `${fates.length} bad connections in ${Math.round(took / 1_000)} s, welcomed ${connected} times; ${kept} events kept, 0 lost, 0 twice`,
  )
  assert.equal(await console.victim.end('SIGTERM'), 0)
  return took
}
