import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import os from 'node:os'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { held, nothingLostNothingTwice, quantile } from './oracle.ts'
import type { Victim } from './victim.ts'
import { openWorld, streams } from './world.ts'

/** Between two kills, once the agent streams again, ms. */
const LIFE = { least: 40, most: 300 }
/** From a start until the agent streams again, ms. Generous: what it takes is told, and no timing decides. */
const BACK_WITHIN = 15_000

export type Whom = 'agent' | 'console' | 'both'

/** SIGKILL at random times under load; then everything is there, once. Tells how soon each was ready again. */
export const survivesKills = async (t: TestContext, whom: Whom, kills: number): Promise<void> => {
  const { stateDir, startConsole, startProducer, durable } = await openWorld(t)
  let console = await startConsole()
  let producer = startProducer()
  const device = String((await producer.line(line => 'device' in line)).device)
  await streams(producer)
  const ready: Record<'console listens' | 'agent records' | 'agent streams', number[]> = {
    'console listens': [],
    'agent records': [],
    'agent streams': [],
  }
  const memory = { first: residentOf(producer), most: 0 }

  for (let i = 0; i < kills; i++) {
    await sleep(LIFE.least + Math.random() * (LIFE.most - LIFE.least))
    memory.most = Math.max(memory.most, residentOf(producer))
    await Promise.all([
      whom === 'agent' ? null : console.victim.end('SIGKILL'),
      whom === 'console' ? null : producer.end('SIGKILL'),
    ])
    if (whom !== 'agent') {
      const { stored, acknowledged } = await durable(device)
      assert.ok(stored >= acknowledged, `acknowledged up to ${acknowledged}, stored up to ${stored}, at kill ${i + 1}`)
    }
    const began = performance.now()
    const since = (): number => performance.now() - began
    if (whom !== 'agent') {
      console = await startConsole()
      ready['console listens'].push(since())
    }
    const again = performance.now()
    if (whom !== 'console') {
      producer = startProducer()
      await producer.line(line => 'device' in line)
      ready['agent records'].push(performance.now() - again)
    }
    await Promise.race([
      streams(producer),
      sleep(BACK_WITHIN, null, { ref: false }).then(() => assert.fail(`${whom}: not back in ${BACK_WITHIN} ms`)),
    ])
    ready['agent streams'].push(performance.now() - again)
  }

  assert.equal(await producer.end('SIGTERM'), 0)
  const stored = await held(console.url, console.apiToken, device)
  const kept = nothingLostNothingTwice(stored, stateDir)
  assert.equal(await console.victim.end('SIGTERM'), 0)
  assert.ok(kept > kills * 10, `too little load to say anything: ${kept} events`)
  t.diagnostic(`${whom}: ${kills} kills, ${kept} events kept, 0 lost, 0 twice; load ${os.loadavg()[0]?.toFixed(1)}`)
  for (const [what, times] of Object.entries(ready))
    if (times.length > 0) t.diagnostic(`${what} after ${spread(times)}`)
  if (whom === 'console') t.diagnostic(`the agent's memory: ${memory.first} MiB at first, at most ${memory.most} MiB`)
}

/** @returns MiB. */
const residentOf = ({ pid }: Victim): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024)

const spread = (times: readonly number[]): string => {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (q: number): number => quantile(sorted, q)
  const late = sorted.filter(ms => ms > 2_000).length
  return `${at(0.5)} ms (p50), ${at(0.99)} ms (p99), ${at(1)} ms (most); ${late} of ${sorted.length} took more than 2 s`
}
