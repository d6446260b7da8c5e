import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { openHealth } from './health/health.ts'
import { tripwire } from './tripwire.ts'

let dir = ''
before(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-tripwire-')))
})
after(() => rm(dir, { recursive: true, force: true }))

const given = (on: boolean, hasKernel: boolean) => {
  const news: string[] = []
  const health = openHealth({
    now: () => 0,
    onNews: ({ state, condition, detail }) => news.push(`${state} ${condition} ${detail}`),
  })
  const folder = path.join(dir, 'managed.d')
  const wire = tripwire({
    on,
    kernel: hasKernel ? { onOpened: () => () => {} } : null,
    folders: () => [folder],
    own: process.pid,
    sprung: () => {},
    health,
    working: () => news.push('working'),
    failed: why => news.push(`failed ${why}`),
  })
  return { news, health, folder, wire }
}

test('without an admin’s word nothing is laid out', async () => {
  const { news, folder, wire } = given(false, true)
  const stop = await wire.part.start()
  assert.equal(existsSync(folder), false)
  await stop()
  assert.deepEqual(news, [])
})

test('as long as one is laid out it is told, without being a fault', async () => {
  const { news, health, folder, wire } = given(true, true)
  const stop = await wire.part.start()
  assert.equal(existsSync(folder), true)
  assert.equal(health.isDegraded(), false)
  await stop()
  assert.equal(existsSync(folder), false)
  assert.deepEqual(news, [`raised tripwire-on ${folder}`, 'working', 'cleared tripwire-on '])
})

test('where the kernel tells nothing, none is laid out and status says why', async () => {
  const { news, health, folder, wire } = given(true, false)
  await (await wire.part.start())()
  assert.equal(existsSync(folder), false)
  assert.deepEqual(news, [])
  assert.deepEqual(
    health.unsupported().map(({ what }) => what),
    ['tripwire'],
  )
})
