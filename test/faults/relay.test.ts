import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { connect as connectSafely, createSecureContext, TLSSocket } from 'node:tls'
import { openLedger } from '../../agent/ledger/ledger.ts'
import { openConsoleTrust } from '../../agent/uplink/console-trust.ts'
import { openDial } from '../../agent/uplink/dial.ts'
import { enroll } from '../../agent/uplink/enroll.ts'
import { loadIdentity } from '../../agent/uplink/identity.ts'
import { openPolicyIntake } from '../../agent/uplink/policy-intake.ts'
import { openUplink } from '../../agent/uplink/uplink.ts'
import { createToken } from '../../console/access/tokens.ts'
import { startConsole } from '../../console/main.ts'
import { CATALOG_DIR } from '../../console/rollout/catalog-files.ts'
import { authority, writePair } from '../../console/tls/scratch.ts'

/**
 * F20 and F40: a relay with the right name and an authority that the agent trusts ends TLS in between, as inspection at
 * a company's border does, and passes every byte on. It is to learn nothing but that somebody knocked.
 */

const company = await authority('Company CA')
const inspection = await authority('Inspection CA')

/** Everything that the relay could read, both ways, while it ended TLS. */
const startRelay = async (t: TestContext, consolePort: number) => {
  let inspects = false
  const heard: Buffer[] = []
  const said: Buffer[] = []
  const sockets = new Set<Socket>()
  const context = createSecureContext({ cert: inspection.leaf.cert, key: inspection.leaf.key, minVersion: 'TLSv1.3' })
  const pass = (a: Socket, b: Socket, hear: (chunk: Buffer, by: Socket) => void): void => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk: Buffer) => hear(chunk, from))
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
    }
  }
  const server = createServer(socket => {
    sockets.add(socket)
    if (!inspects) return pass(socket, connect(consolePort, '127.0.0.1'), () => {})
    const near = new TLSSocket(socket, { isServer: true, secureContext: context })
    const far = connectSafely({ port: consolePort, host: '127.0.0.1', servername: 'localhost', ca: company.ca.cert })
    pass(near, far, (chunk, by) => {
      heard.push(chunk)
      if (by === near) said.push(chunk)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  t.after(() => {
    cut()
    server.close()
  })
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    inspect: (on: boolean): void => {
      inspects = on
      cut()
    },
    heard: () => Buffer.concat(heard).toString('latin1'),
    /** What agents said in their frames, which are masked on the wire. */
    frames: () => framesIn(Buffer.concat(said)),
  }
}

/** Texts and closings (`CODE REASON`) of short masked frames, after the requests that opened their connections. */
const framesIn = (bytes: Buffer): string[] => {
  const frames: string[] = []
  let at = 0
  while (at < bytes.length) {
    if (bytes.subarray(at, at + 4).toString() === 'GET ') {
      at = bytes.indexOf('\r\n\r\n', at) + 4
      continue
    }
    const [first = 0, second = 0] = bytes.subarray(at)
    assert.ok((second & 0x80) !== 0, 'a client masks its frames')
    const long = (second & 0x7f) === 126
    const length = long ? bytes.readUInt16BE(at + 2) : second & 0x7f
    const mask = bytes.subarray(at + (long ? 4 : 2)).subarray(0, 4)
    at += (long ? 4 : 2) + 4
    if (at + length > bytes.length) break
    const text = Buffer.from(bytes.subarray(at, at + length).map((byte, i) => byte ^ (mask[i % 4] ?? 0)))
    frames.push((first & 0x0f) === 8 ? `${text.readUInt16BE(0)} ${text.subarray(2)}` : text.toString())
    at += length
  }
  return frames
}

const world = async (t: TestContext) => {
  const dir = await mkdtemp(path.join(tmpdir(), 'waymark-relay-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  const running = await startConsole({
    settings: {
      host: '127.0.0.1',
      port: 0,
      publicUrl: null,
      store: path.join(dir, 'console'),
      tls: await writePair(dir, company.leaf),
    },
    catalogDir: CATALOG_DIR,
    dist: null,
    version: '0',
    now: Date.now,
    random: bytes => randomBytes(bytes),
    logger: false,
  })
  t.after(() => running.stop('the test is over'))
  const draft = { name: 'relay', role: 'enroll' as const, ttl: 3_600_000, uses: null, tags: [] }
  const { token } = await createToken(running.rooms, draft, 'relay')
  const ca = path.join(dir, 'trusted.pem')
  await writeFile(ca, company.ca.cert + inspection.ca.cert)
  const relay = await startRelay(t, Number(new URL(running.url).port))
  const stateDir = path.join(dir, 'agent')
  const identity = await loadIdentity(stateDir)
  const console = relay.url
  const dial = openDial({ console: new URL(console), near: true, ca, env: {}, platform: 'linux', now: Date.now })
  const tryToEnrol = () => enroll({ console, dial, token, identity, stateDir, now: Date.now })
  return { dir, running, token, relay, stateDir, identity, console, dial, tryToEnrol }
}

/** Waits for what has to come; the test's own limit ends it. */
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 10))
}

test('F20, F40: enrolment over a connection that is read in between', { timeout: 60_000 }, async t => {
  const { running, token, relay, identity, tryToEnrol } = await world(t)
  relay.inspect(true)
  const refused = await tryToEnrol()
  assert.ok(refused.is === 'not-proven', JSON.stringify(refused))
  assert.match(refused.reason, /reads the connection: exempt the console from TLS inspection/)
  assert.match(relay.heard(), /POST \/api\/v1\/enroll/, 'the relay did read what there was')
  assert.match(relay.heard(), new RegExp(running.rooms.key.key), 'and the console did answer it')
  const [secret = ''] = token.split('.')
  for (const kept of [secret, identity.device, identity.publicKey]) assert.ok(!relay.heard().includes(kept))
  assert.equal(await running.rooms.store.deviceKey(identity.device), null)
  relay.inspect(false)
  assert.equal((await tryToEnrol()).is, 'enrolled')
})

test('F20, F40: a connection that is read in between, and one that is not', { timeout: 60_000 }, async t => {
  const { running, relay, stateDir, identity, console, dial, tryToEnrol } = await world(t)
  assert.equal((await tryToEnrol()).is, 'enrolled')
  const ledger = openLedger({ dir: path.join(stateDir, 'ledger'), now: Date.now, random: bytes => randomBytes(bytes) })
  const conditions: string[] = []
  const uplink = openUplink({
    console,
    dial,
    identity,
    trust: await openConsoleTrust(stateDir, console, null),
    ledger,
    policies: await openPolicyIntake(stateDir, `${console}/`),
    agent: '0',
    onPolicy: () => ({ use: () => {} }),
    onState: () => {},
    onCondition: (condition, is, detail) => conditions.push(`${condition} ${is} ${detail}`.trim()),
    now: Date.now,
    // Long enough between two tries that one is over before the next.
    random: () => 1,
  })
  t.after(async () => {
    await uplink.stop()
    ledger.close()
  })
  const stored = async () => (await running.rooms.store.latestHead(identity.device))?.seq ?? 0
  await until(async () => (await stored()) === 1)

  relay.inspect(true)
  ledger.record({ kind: 'condition-changed', condition: 'a-canary', state: 'raised', detail: 'whatever it tells' })
  await until(() => conditions.length > 0)
  assert.match(conditions[0] ?? '', /^console-not-proven raised something between this machine and the console reads/)
  assert.equal(await stored(), 1)
  await until(() => relay.frames().length > 1)
  const [opening = '', closing = '', ...more] = relay.frames()
  assert.deepEqual(Object.keys(JSON.parse(opening)), ['type', 'wire', 'nonce'], 'all that was said')
  assert.match(closing, /^4421 console-not-proven: /)
  assert.deepEqual(more, [])

  relay.inspect(false)
  await until(async () => (await stored()) === 2)
  assert.equal(conditions.at(-1), 'console-not-proven cleared')
})
