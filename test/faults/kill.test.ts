import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSqlite } from '../../console/store/sqlite.ts'
import type { ListedEntry } from '../../protocol/entry.ts'
import { start, type Victim } from './victim.ts'

/** F01 to F03, the quick part: SIGKILL of agent, console and both, at random times under load. */
const KILLS = 10
/** Between two kills, ms. */
const LIFE = { least: 150, most: 700 }
/** From a start until the agent streams again, ms: Node's own start under the load of other tests is the most of it. */
const BACK_WITHIN = 10_000

const numbers = (file: string): number[] => {
  const text = readFileSync(file, 'utf8')
  // A kill may leave half a line.
  return text.slice(0, text.lastIndexOf('\n')).split('\n').map(Number)
}
const most = (list: readonly number[]): number => list.reduce((a, b) => Math.max(a, b), 0)

const bench = async (t: TestContext) => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-kill-'))
  const [storeDir, stateDir] = [path.join(dir, 'console'), path.join(dir, 'agent')]
  const victims = new Set<Victim>()
  const born = (victim: Victim): Victim => {
    victims.add(victim)
    return victim
  }
  t.after(async () => {
    await Promise.all([...victims].map(victim => victim.end('SIGKILL')))
    await rm(dir, { recursive: true, force: true })
  })
  let port = '0'
  let token = ''
  const startConsole = async () => {
    const victim = born(start('console-process.ts', [storeDir, port]))
    const ready = await victim.line(line => 'url' in line)
    port = new URL(String(ready.url)).port
    token ||= String(ready.enrollToken)
    return { victim, url: String(ready.url), apiToken: String(ready.apiToken) }
  }
  const startProducer = (url: string): Victim => born(start('producer.ts', [stateDir, url, token]))
  const streams = (victim: Victim) => victim.line(line => line.state === 'streaming')
  /** Only while no console runs. @returns the highest seq that is stored, and the highest that was acknowledged. */
  const durable = async (device: string) => {
    await sleep(30)
    const store = await openSqlite(storeDir)
    const head = await store.latestHead(device)
    await store.close()
    return { stored: head?.seq ?? 0, acknowledged: most(numbers(path.join(stateDir, 'acknowledged'))) }
  }
  return { stateDir, startConsole, startProducer, streams, durable }
}

const held = async (url: string, apiToken: string, device: string): Promise<ListedEntry[]> => {
  const items: ListedEntry[] = []
  let cursor = ''
  for (;;) {
    const query = `device=${device}&limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`
    const response = await fetch(`${url}/api/v1/events?${query}`, { headers: { authorization: `Bearer ${apiToken}` } })
    assert.equal(response.status, 200)
    const page = (await response.json()) as { items: ListedEntry[]; next: string | null }
    items.push(...page.items)
    if (page.next === null) return items
    cursor = encodeURIComponent(page.next)
  }
}

test(`F01 F02 F03: ${KILLS} kills under load: nothing lost, nothing twice, the ledger is what the console holds`, async t => {
  const { stateDir, startConsole, startProducer, streams, durable } = await bench(t)
  let console = await startConsole()
  let producer = startProducer(console.url)
  const device = String((await producer.line(line => 'device' in line)).device)
  await streams(producer)
  let slowest = 0

  for (let i = 0; i < KILLS; i++) {
    await sleep(LIFE.least + Math.random() * (LIFE.most - LIFE.least))
    const whom = (['console', 'agent', 'both'] as const)[i % 3] ?? 'both'
    await Promise.all([
      whom === 'agent' ? null : console.victim.end('SIGKILL'),
      whom === 'console' ? null : producer.end('SIGKILL'),
    ])
    if (whom !== 'agent') {
      const { stored, acknowledged } = await durable(device)
      assert.ok(stored >= acknowledged, `acknowledged up to ${acknowledged}, stored up to ${stored}, at kill ${i + 1}`)
      console = await startConsole()
    }
    const began = performance.now()
    if (whom !== 'console') producer = startProducer(console.url)
    await Promise.race([
      streams(producer),
      sleep(BACK_WITHIN, null, { ref: false }).then(() => assert.fail(`${whom}: not back in ${BACK_WITHIN} ms`)),
    ])
    slowest = Math.max(slowest, performance.now() - began)
  }

  assert.equal(await producer.end('SIGTERM'), 0)
  const ledger = JSON.parse(readFileSync(path.join(stateDir, 'ledger.json'), 'utf8'))
  assert.deepEqual({ depth: ledger.depth, faults: ledger.faults }, { depth: 0, faults: [] })
  const stored = await held(console.url, console.apiToken, device)
  const seen = ({ epoch, seq, digest, hash, body }: ListedEntry) => ({ epoch, seq, digest, hash, body })
  assert.deepEqual(stored.map(seen), ledger.entries.map(seen))

  const times = new Map<number, number>()
  for (const { body } of stored) {
    const n = Number(/"condition":"event-(\d+)"/.exec(body ?? '')?.[1])
    if (!Number.isNaN(n)) times.set(n, (times.get(n) ?? 0) + 1)
  }
  const [meant, kept] = [numbers(path.join(stateDir, 'meant')), numbers(path.join(stateDir, 'kept'))]
  assert.deepEqual(
    { lost: kept.filter(n => !times.has(n)), twice: [...times].filter(([, count]) => count > 1) },
    { lost: [], twice: [] },
  )
  assert.deepEqual(
    [...times.keys()].filter(n => !meant.includes(n)),
    [],
    'stored, and nobody meant it',
  )
  assert.ok(kept.length > KILLS * 10, `too little load to say anything: ${kept.length} events`)
  t.diagnostic(`${kept.length} events, ${KILLS} kills, streaming again after at most ${Math.round(slowest)} ms`)
  assert.equal(await console.victim.end('SIGTERM'), 0)
})
