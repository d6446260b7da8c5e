import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises'
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
    stateFile: path.join(dir, 'private', 'tripwires.json'),
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

test('what a daemon that was ended by force left behind is removed by the next one, asked for or not', async () => {
  const killed = given(true, true)
  await killed.wire.part.start()
  assert.equal(existsSync(killed.folder), true)
  await (await given(false, true).wire.part.start())()
  assert.equal(existsSync(killed.folder), false)
  assert.equal(existsSync(path.join(dir, 'private', 'tripwires.json')), false)
})

test('of that, what somebody uses stays, and so does what another has made in its place', async () => {
  const killed = given(true, true)
  await killed.wire.part.start()
  await writeFile(path.join(killed.folder, 'settings.json'), '{}')
  await (await given(false, true).wire.part.start())()
  assert.equal(existsSync(killed.folder), true)
  await rm(killed.folder, { recursive: true })

  await killed.wire.part.start()
  await rename(killed.folder, `${killed.folder}.ours`)
  await mkdir(killed.folder)
  await (await given(false, true).wire.part.start())()
  assert.equal(existsSync(killed.folder), true)
  await rm(killed.folder, { recursive: true })
})

test('a word of it that cannot be read stops nothing', async () => {
  await writeFile(path.join(dir, 'private', 'tripwires.json'), '[{"path": 7}]', { mode: 0o600 })
  const { folder, wire } = given(true, true)
  const stop = await wire.part.start()
  assert.equal(existsSync(folder), true)
  await stop()
  assert.equal(existsSync(folder), false)
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
