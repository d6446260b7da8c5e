import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { openLedger } from '../../agent/ledger/ledger.ts'
import { openConsoleTrust } from '../../agent/uplink/console-trust.ts'
import { openDial } from '../../agent/uplink/dial.ts'
import { enroll } from '../../agent/uplink/enroll.ts'
import { loadIdentity } from '../../agent/uplink/identity.ts'
import { openPolicyIntake } from '../../agent/uplink/policy-intake.ts'
import { startProxy } from '../../agent/uplink/tls-double.ts'
import { openUplink } from '../../agent/uplink/uplink.ts'
import type { UplinkState } from '../../agent/uplink/uplink-state.ts'
import { createToken } from '../../console/access/tokens.ts'
import { startConsole } from '../../console/main.ts'
import { CATALOG_DIR } from '../../console/rollout/catalog-files.ts'
import { authority, writePair } from '../../console/tls/scratch.ts'

/** F20 with a whole console over TLS and the agent's ledger and uplink, on this machine. */

const WITHIN = { timeout: 60_000 }
const first = await authority('First CA')
const second = await authority('Second CA')

const world = async (t: TestContext) => {
  const dir = await mkdtemp(path.join(tmpdir(), 'waymark-f20-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  const tls = await writePair(dir, first.leaf)
  const running = await startConsole({
    settings: { host: '127.0.0.1', port: 0, publicUrl: null, store: path.join(dir, 'console'), tls },
    catalogDir: CATALOG_DIR,
    dist: null,
    version: '0',
    now: Date.now,
    random: bytes => randomBytes(bytes),
    logger: false,
  })
  t.after(() => running.stop('the test is over'))
  const sockets = new Set<Socket>()
  running.app.server.on('secureConnection', (socket: Socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)))
  })
  const draft = { name: 'F20', role: 'enroll' as const, ttl: 3_600_000, uses: null, tags: [] }
  const { token } = await createToken(running.rooms, draft, 'F20')
  const ca = path.join(dir, 'trusted.pem')
  await writeFile(ca, first.ca.cert)
  return { dir, running, sockets, token, ca }
}

type World = Awaited<ReturnType<typeof world>>
type Way = { readonly near?: boolean; readonly env?: Record<string, string> }

const enrolment = async (of: World, { near = true, env = {} }: Way = {}) => {
  const stateDir = await mkdtemp(path.join(of.dir, 'agent-'))
  const identity = await loadIdentity(stateDir)
  const console = of.running.url
  const dial = openDial({ console: new URL(console), near, ca: of.ca, env, platform: 'linux', now: Date.now })
  const answer = await enroll({ console, dial, token: of.token, identity, stateDir, now: Date.now })
  return { stateDir, identity, console, dial, answer }
}

/** An enrolled agent's ledger and uplink, once it is connected. */
const connected = async (t: TestContext, of: World, way: Way = {}) => {
  const { stateDir, identity, console, dial, answer } = await enrolment(of, way)
  assert.equal(answer.is, 'enrolled', JSON.stringify(answer))
  const ledger = openLedger({ dir: path.join(stateDir, 'ledger'), now: Date.now, random: bytes => randomBytes(bytes) })
  const states: UplinkState[] = []
  const conditions: string[] = []
  const changed: (() => void)[] = []
  const wake = (): void => {
    for (const go of changed.splice(0)) go()
  }
  const uplink = openUplink({
    console,
    dial,
    identity,
    trust: await openConsoleTrust(stateDir, console, null),
    ledger,
    policies: await openPolicyIntake(stateDir, `${console}/`),
    agent: '0',
    onPolicy: () => ({ use: () => {} }),
    onState: state => {
      states.push(state)
      wake()
    },
    onCondition: (condition, is, detail) => {
      conditions.push(`${condition} ${is} ${detail}`.trim())
      wake()
    },
    now: Date.now,
    random: Math.random,
  })
  t.after(async () => {
    await uplink.stop()
    ledger.close()
  })
  /** Whatever it takes; the test's own limit ends it. */
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise<void>(resolve => changed.push(resolve))
  }
  await until(() => states.at(-1)?.is === 'streaming')
  return { ledger, identity, states, conditions, until }
}
type Connected = Awaited<ReturnType<typeof connected>>

/** What is recorded now is what the console stores. */
const isStored = async (of: World, { ledger, identity }: Connected): Promise<void> => {
  ledger.record({ kind: 'condition-changed', condition: 'a-probe', state: 'raised', detail: '' })
  while (ledger.depth() > 0) await new Promise(resolve => setTimeout(resolve, 10))
  assert.deepEqual(await of.running.rooms.store.latestHead(identity.device), ledger.head())
}

test('F20: enrolled and reporting over TLS', WITHIN, async t => {
  const of = await world(t)
  const one = await connected(t, of)
  await isStored(of, one)
  assert.deepEqual(one.conditions, [])
})

test('F20: enrolled and reporting through a proxy that makes tunnels', WITHIN, async t => {
  const of = await world(t)
  const proxy = await startProxy(t)
  const one = await connected(t, of, { near: false, env: { HTTPS_PROXY: `127.0.0.1:${proxy.port}` } })
  await isStored(of, one)
  assert.equal(proxy.asked.length, 2)
  assert.deepEqual(
    proxy.asked.map(({ url }) => url),
    Array(2).fill(new URL(of.running.url).host),
  )
})

test('F20: without the authority nobody is asked, and it is told why', WITHIN, async t => {
  const of = await world(t)
  await writeFile(of.ca, second.ca.cert)
  const { answer } = await enrolment(of)
  assert.ok(answer.is === 'unreachable')
  assert.match(answer.reason, /^the certificate of 127\.0\.0\.1 is signed by First CA, whom trust\.ca does not trust/)
})

test(
  'F20: certificate and authority replaced live: who is connected stays, who comes back comes by the new',
  WITHIN,
  async t => {
    const of = await world(t)
    const one = await connected(t, of)
    await writePair(of.dir, second.leaf)
    await of.running.reloadTls?.()
    await isStored(of, one)
    assert.deepEqual(one.conditions, [])

    // What stands is cut, and the agent does not know the new authority yet.
    for (const socket of of.sockets) socket.destroy()
    await one.until(() => one.conditions.length === 1)
    assert.match(
      one.conditions[0] ?? '',
      /^connection-not-secure raised the certificate of 127\.0\.0\.1 is signed by Second CA/,
    )
    const cutAt = performance.now()
    await writeFile(of.ca, first.ca.cert + second.ca.cert)
    await one.until(() => one.states.at(-1)?.is === 'streaming')
    t.diagnostic(`back ${Math.round(performance.now() - cutAt)} ms after its authority was there`)
    assert.deepEqual(one.conditions.slice(1), ['connection-not-secure cleared'])
    await isStored(of, one)
  },
)
