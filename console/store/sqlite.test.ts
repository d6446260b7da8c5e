import assert from 'node:assert/strict'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { enrolled } from './contract/with-store.ts'
import { storeContract } from './contract.ts'
import { began, chained, described, deviceId, epochId, START, seen } from './sample.ts'
import { openSqlite } from './sqlite.ts'

const root = await mkdtemp(path.join(os.tmpdir(), 'waymark-store-'))
after(() => rm(root, { recursive: true }))
let opened = 0
const fresh = () => path.join(root, String(opened++))

storeContract(() => openSqlite(fresh()))

test('sqlite: what was stored is there when it is opened again', async () => {
  const dir = fresh()
  const store = await openSqlite(dir)
  await enrolled(store, deviceId(1))
  const head = await store.appendEntries(deviceId(1), chained(epochId(1), [began, described('one'), seen(1)]), START)
  const known = await store.device(deviceId(1))
  await store.close()
  const again = await openSqlite(dir)
  assert.deepEqual(await again.latestHead(deviceId(1)), head)
  assert.deepEqual(await again.device(deviceId(1)), known)
  await again.close()
})

test('sqlite: the folder and the file are for their owner alone', async () => {
  const dir = fresh()
  const store = await openSqlite(dir)
  assert.equal((await stat(dir)).mode & 0o777, 0o700)
  assert.equal((await stat(path.join(dir, 'console.sqlite'))).mode & 0o777, 0o600)
  await store.close()
})

test('sqlite: a second process reads and writes beside the first', async () => {
  const dir = fresh()
  const [one, two] = [await openSqlite(dir), await openSqlite(dir)]
  const draft = { policy: 'p', digest: 'd', text: 't' }
  const serials: number[] = []
  for (let at = 0; at < 10; at++)
    serials.push(await one.publish(draft, { at, who: 'one' }), await two.publish(draft, { at, who: 'two' }))
  assert.deepEqual(
    serials,
    Array.from({ length: 20 }, (_, i) => i + 1),
  )
  await one.close()
  await two.close()
})

test('sqlite: nobody writes between the reading and the writing of a transaction', async () => {
  const dir = fresh()
  const store = await openSqlite(dir)
  const other = new DatabaseSync(path.join(dir, 'console.sqlite'), { timeout: 0 })
  let over = false
  const published = store.publish({ policy: 'p', digest: 'd', text: 't' }, { at: START, who: 'ann' }).finally(() => {
    over = true
  })
  let heldOff = 0
  while (!over) {
    await null
    try {
      other.exec("insert into audit (at, who, action, subject) values (1, 'other', 'signed-in', '')")
    } catch {
      heldOff++
    }
  }
  assert.equal(await published, 1)
  assert.ok(heldOff > 0)
  other.close()
  await store.close()
})
