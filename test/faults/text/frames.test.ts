import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { newChain } from '../../../console/intake/scratch.ts'
import { openWorld } from '../world.ts'
import { HOSTILE_FRAMES } from './hostile-frames.ts'
import { enrolled } from './proven.ts'
import { openRawSocket } from './raw-socket.ts'

/** How often all are sent: what is kept of one alone might not be seen. */
const ROUNDS = 2
/** What a stranger is told: nothing but these. */
const TO_STRANGERS = /^44(00 malformed|01 not-authenticated|13 too-large|15 unknown-type): \w/
const MIB = 1024 * 1024

/** @returns bytes: of `VmRSS` now, of `VmHWM` since `beginAnew`. */
const memoryOf = (pid: number): { now: number; most: number } => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024
  return { now: bytes('VmRSS'), most: bytes('VmHWM') }
}
const beginAnew = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5')

/** What a console at work has taken of memory anyway: agents come and go, and one sends batches as large as they get. */
const serveOrdinaryAgents = async (url: string, apiToken: string): Promise<void> => {
  const made = newChain()
  const device = await enrolled({ url, apiToken }, made.epoch)
  for (let n = 0; n < 100; n++) (await device.comeIn()).destroy()
  const agent = await device.comeIn()
  let next = made.began
  for (let batch = 0; batch < 30; batch++) {
    const entries = Array.from({ length: 100 }, (_, n) => {
      const entry = next
      next = made.add({ kind: 'condition-changed', condition: `c-${n}`, state: 'raised', detail: 'x'.repeat(1_000) })
      return entry
    })
    agent.text({ type: 'entries', entries })
    for (let frame = await agent.next(); frame.type !== 'acknowledged'; ) frame = await agent.next()
  }
  agent.destroy()
}

test('F27: each hostile frame is refused by name, and the console grows by at most 20 MiB through all of them', async t => {
  const world = await openWorld(t)
  const { victim, url, apiToken } = await world.startConsole()
  await serveOrdinaryAgents(url, apiToken)
  const device = await enrolled({ url, apiToken })
  beginAnew(victim.pid)
  const before = memoryOf(victim.pid).now

  const otherwise = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const { why, send, code, word } of HOSTILE_FRAMES) {
      const known = await device.comeIn()
      await send(known, device.epoch)
      const told = await known.closed()
      if (told.code !== code || !word.test(told.reason)) otherwise.add(`${why}: ${told.code} ${told.reason}`)
      known.destroy()

      const stranger = await openRawSocket(url)
      await send(stranger, device.epoch)
      const { code: number, reason } = await stranger.closed()
      if (!TO_STRANGERS.test(`${number} ${reason}`)) otherwise.add(`${why}, of a stranger: ${number} ${reason}`)
      stranger.destroy()
    }
  }
  const { now, most } = memoryOf(victim.pid)
  const mib = (bytes: number): string => (bytes / MIB).toFixed(1)
  t.diagnostic(
    `${HOSTILE_FRAMES.length * ROUNDS * 2} times, from ${mib(before)} MiB: +${mib(now - before)} MiB, at most +${mib(most - before)} MiB`,
  )
  assert.deepEqual([...otherwise], [])
  assert.ok(most - before <= 20 * MIB, `${mib(before)} MiB before, up to ${mib(most)} MiB on the way`)
  // It has lived through it, and serves.
  const after = await device.comeIn()
  after.destroy()
})
