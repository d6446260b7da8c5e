import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sensorOf } from './walks.ts'

const news = { started: () => {}, ended: () => {} }

test('a slow walk never overlaps itself, nor a snapshot', async () => {
  let [running, most, walks] = [0, 0, 0]
  const sensor = sensorOf(async () => {
    most = Math.max(most, ++running)
    walks++
    await sleep(20)
    running--
    return { seen: [], notSeen: [] }
  }, 1)
  const stop = await sensor.watch(news)
  await Promise.all([sensor.snapshot(), sensor.snapshot(), sleep(100)])
  await stop()
  assert.equal(most, 1)
  assert.ok(walks >= 4)
  const then = walks
  await sleep(60)
  assert.equal(walks, then)
})

test('a walk that fails is told to who asked, and the next one goes on', async () => {
  let walks = 0
  const sensor = sensorOf(async () => {
    if (++walks % 2 === 1) throw new Error('no /proc')
    return { seen: [], notSeen: [] }
  }, 1)
  await assert.rejects(sensor.snapshot(), /no \/proc/)
  assert.deepEqual(await sensor.snapshot(), { seen: [], notSeen: [] })
  const stop = await sensor.watch(news)
  await sleep(50)
  await stop()
  assert.ok(walks > 4)
})
