import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { openLedger } from '../ledger/ledger.ts'
import { accept, CONSOLE_KEY, challenge, pause, startDouble, until, welcomed } from './console-double.ts'
import { openConsoleTrust } from './console-trust.ts'
import { scratchFolder, TEN } from './scratch.ts'

const CONSOLE = 'https://waymark.example/'
const DEVICE = `d-${'0'.repeat(32)}`
const OTHER = `${'B'.repeat(42)}A`

/** As it was written before consoles had keys, or with one. */
const enrolledFile = async (dir: string, over: object = {}): Promise<string> => {
  const file = path.join(dir, 'enrolled.json')
  await writeFile(file, JSON.stringify({ console: CONSOLE, device: DEVICE, at: TEN, ...over }), { mode: 0o600 })
  return file
}

test('an enrolment of before there were keys: the first that is met is kept, and no other after it', async t => {
  const dir = await scratchFolder(t)
  const file = await enrolledFile(dir)
  const trust = await openConsoleTrust(dir, 'https://waymark.example', null)
  assert.deepEqual(trust.now(), { is: 'first-use' })
  await trust.met(CONSOLE_KEY)
  assert.deepEqual(trust.now(), { is: 'remembered', key: CONSOLE_KEY })
  assert.equal(JSON.parse(await readFile(file, 'utf8')).key, CONSOLE_KEY)
  assert.deepEqual((await openConsoleTrust(dir, CONSOLE, null)).now(), { is: 'remembered', key: CONSOLE_KEY })
})

test('a key counts for the console that it was met at', async t => {
  const dir = await scratchFolder(t)
  await enrolledFile(dir, { key: CONSOLE_KEY })
  assert.deepEqual((await openConsoleTrust(dir, 'https://other.example', null)).now(), { is: 'first-use' })
})

test('the settings stand above what was met', async t => {
  const dir = await scratchFolder(t)
  await enrolledFile(dir, { key: CONSOLE_KEY })
  const trust = await openConsoleTrust(dir, CONSOLE, [OTHER])
  assert.deepEqual(trust.now(), { is: 'listed', keys: [OTHER] })
})

test('a console with another key is told nothing, is a condition, and is not met with haste', async t => {
  const dir = await scratchFolder(t)
  const running = await startDouble(t, openLedger, { trust: await openConsoleTrust(dir, CONSOLE, [OTHER]) })
  running.record(1)
  await running.start()
  const agent = await accept(running)
  const opening = await agent.next()
  agent.say(challenge(opening))
  assert.equal((await agent.closed()).code, 4421)
  await pause()
  assert.deepEqual(agent.heard, [], 'nothing but the opening')
  assert.ok(!JSON.stringify(opening).includes(running.identity.device))
  assert.match(
    running.conditions[0] ?? '',
    /^console-not-proven raised it holds the key .*, which trust\.keys does not list$/,
  )
})

test('F40: a challenge that was recorded proves nothing to another opening', async t => {
  const running = await startDouble(t, openLedger)
  await running.start()
  const first = await welcomed(running)
  const recorded = challenge(first.opening)
  first.ws.terminate()
  const second = await accept(running)
  await second.next()
  second.say(recorded)
  assert.equal((await second.closed()).code, 4421)
  assert.deepEqual(second.heard, [])
  await welcomed(running)
  await until(() => running.conditions.length === 2)
  assert.deepEqual(running.conditions, [
    'console-not-proven raised its signature does not hold',
    'console-not-proven cleared',
  ])
})
