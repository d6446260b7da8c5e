import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventsIn, held, numbers } from './oracle.ts'
import { openWorld, streams } from './world.ts'

test('F13: the ledger is deleted while the agent is stopped: a new epoch, and no event taken for an old one', async t => {
  const { stateDir, startConsole, startProducer } = await openWorld(t)
  const console = await startConsole()
  const run = async (): Promise<string> => {
    const producer = startProducer()
    const { device } = await producer.line(line => 'device' in line)
    await streams(producer)
    await sleep(300)
    assert.equal(await producer.end('SIGTERM'), 0)
    return String(device)
  }
  const device = await run()
  const before = numbers(path.join(stateDir, 'kept')).length
  const ledger = path.join(stateDir, 'ledger')
  for (const name of readdirSync(ledger)) if (name.startsWith('ledger.db')) rmSync(path.join(ledger, name))
  await run()

  const stored = await held(console.url, console.apiToken, device)
  const kept = numbers(path.join(stateDir, 'kept'))
  const times = eventsIn(stored)
  assert.ok(before > 10 && kept.length > before + 10, `too few to say anything: ${before}, ${kept.length}`)
  assert.deepEqual(
    { swallowed: kept.filter(n => !times.has(n)), twice: [...times].filter(([, count]) => count > 1) },
    { swallowed: [], twice: [] },
  )
  const epochs = [...new Set(stored.map(({ epoch }) => epoch))]
  assert.equal(epochs.length, 2)
  // The first entry of the new epoch tells where the one before stood.
  const began = JSON.parse(stored.find(({ epoch }) => epoch === epochs[1])?.body ?? '{}')
  const last = stored.findLast(({ epoch }) => epoch === epochs[0])
  assert.deepEqual([began.kind, began.why], ['ledger-began', 'file-missing'])
  assert.deepEqual(began.before, { epoch: last?.epoch, seq: last?.seq, hash: last?.hash })
})
