import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { openMade } from './made.ts'
import { authority, DAY, folder, NAMES } from './scratch.ts'

const START = Date.UTC(2026, 10, 21)
const open = async (t: TestContext, names: readonly string[] = NAMES) => {
  const store = await folder(t)
  const clock = { now: START }
  const at = (name: string) => path.join(store, 'tls', name)
  const again = (of = names) => openMade(store, of, () => clock.now)
  return { clock, at, again, made: await again() }
}

test('made once: the next start serves the same, by the same authority', async t => {
  const { made, again, at } = await open(t)
  const first = await made.current()
  const ca = await readFile(made.caFile, 'utf8')
  const second = await again()
  assert.deepEqual(await second.current(), first)
  assert.equal(await readFile(second.caFile, 'utf8'), ca)
  assert.ok(first.cert.endsWith(ca), 'the chain is served whole')
  for (const key of ['ca-key.pem', 'server-key.pem']) assert.equal((await stat(at(key))).mode & 0o777, 0o600)
  assert.equal((await stat(path.dirname(made.caFile))).mode & 0o777, 0o700)
})

test('renewed from 60 days on, without another authority', async t => {
  const { made, clock } = await open(t)
  const first = await made.current()
  clock.now += 59 * DAY
  assert.deepEqual(await made.current(), first)
  clock.now += 2 * DAY
  const renewed = await made.current()
  assert.notEqual(renewed.key, first.key)
  const [before, after] = [new X509Certificate(first.cert), new X509Certificate(renewed.cert)]
  assert.equal(Date.parse(after.validTo) - Date.parse(before.validTo), 61 * DAY)
  assert.ok(after.verify(new X509Certificate(await readFile(made.caFile)).publicKey))
})

test('another name makes another certificate, by the same authority', async t => {
  const { made, again } = await open(t)
  const first = await made.current()
  const second = await (await again([...NAMES, 'waymark.example'])).current()
  assert.notEqual(second.cert, first.cert)
  assert.equal(new X509Certificate(second.cert).checkHost('waymark.example'), 'waymark.example')
})

test('an authority whose key others may read is refused, not replaced', async t => {
  const { again, at } = await open(t)
  await chmod(at('ca-key.pem'), 0o640)
  await assert.rejects(again(), /ca-key\.pem: others may read this key \(mode 640\)/)
})

test('an authority beside another key is refused, not replaced', async t => {
  const { again, at } = await open(t)
  await writeFile(at('ca-key.pem'), (await authority()).ca.key)
  await assert.rejects(again(), /the key is not that of the certificate/)
})

test('an authority that has ended says what to do', async t => {
  const { again, clock } = await open(t)
  clock.now += 3_651 * DAY
  await assert.rejects(again(), /ca\.pem: has ended: move .*tls away/)
})

test('a power cut between key and certificate costs a certificate, no start', async t => {
  const { made, at } = await open(t)
  const first = await made.current()
  await writeFile(at('server-key.pem'), (await authority()).leaf.key)
  const second = await made.current()
  assert.notEqual(second.cert, first.cert)
  assert.deepEqual(await made.current(), second)
})
