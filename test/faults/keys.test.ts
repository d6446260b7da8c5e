import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { enrolAndConnect } from '../../agent/enrolling.ts'
import { openHealth } from '../../agent/health/health.ts'
import { openLedger } from '../../agent/ledger/ledger.ts'
import { readEnrolled } from '../../agent/uplink/enrolled.ts'
import { loadIdentity } from '../../agent/uplink/identity.ts'
import { openPolicyIntake } from '../../agent/uplink/policy-intake.ts'
import { createToken } from '../../console/access/tokens.ts'
import { prepareConsoleKey, renewConsoleKey } from '../../console/console-key.ts'
import { startConsole } from '../../console/main.ts'
import { CATALOG_DIR } from '../../console/rollout/catalog-files.ts'
import type { Report } from '../../protocol/report.ts'

/** How keys follow one another, and how a device leaves: whole consoles, and the agent's way from enrolment on. */

const WITHIN = { timeout: 60_000 }
const PAGE = { after: null, limit: 100 }

const folder = async (t: TestContext): Promise<string> => {
  const dir = await mkdtemp(path.join(tmpdir(), 'waymark-keys-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  return dir
}

const consoleIn = async (t: TestContext, store: string, port = 0) => {
  const running = await startConsole({
    settings: { host: '127.0.0.1', port, publicUrl: null, store, tls: null },
    catalogDir: CATALOG_DIR,
    dist: null,
    version: '0',
    now: Date.now,
    random: bytes => randomBytes(bytes),
    logger: false,
  })
  let stopped = false
  const stop = async (): Promise<void> => {
    if (stopped) return
    stopped = true
    await running.stop('the test is over')
  }
  t.after(stop)
  const { rooms, url } = running
  const token = async (): Promise<string> =>
    (await createToken(rooms, { name: 'keys', role: 'enroll', ttl: 3_600_000, uses: 1, tags: [] }, 'keys')).token
  /** What it holds of a device, kind by kind, in order. */
  const kinds = async (device: string): Promise<string[]> =>
    (await rooms.store.entries(device, PAGE)).items.map(({ kind }) => kind)
  const last = async (device: string): Promise<Report> => {
    const { items } = await rooms.store.entries(device, PAGE)
    return JSON.parse(items.at(-1)?.body ?? '{}')
  }
  return { ...running, port: Number(new URL(url).port), rooms, token, kinds, last, stop }
}

/** The agent from enrolment on, as the daemon starts it. */
const agentIn = async (
  t: TestContext,
  dir: string,
  console: string,
  token: string | null,
  keys: readonly string[] | null = null,
) => {
  const identity = await loadIdentity(dir)
  const ledger = openLedger({ dir: path.join(dir, 'ledger'), now: Date.now, random: bytes => randomBytes(bytes) })
  const told: string[] = []
  const health = openHealth({ now: Date.now, later: () => {}, onNews: () => {} })
  const conditions: string[] = []
  const stop = enrolAndConnect({
    enrolling: { console: `${console}/`, token, keys, identity, stateDir: dir, now: Date.now },
    dialTo: () => null,
    uplink: {
      console,
      identity,
      policies: await openPolicyIntake(dir, `${console}/`),
      agent: '0',
      onPolicy: () => ({ use: () => {} }),
      onState: ({ is }) => told.push(is),
      onCondition: (condition, is, detail) => conditions.push(`${condition} ${is} ${detail}`),
      now: Date.now,
      random: Math.random,
    },
    ledger,
    health,
    onEnrolled: () => {},
    random: Math.random,
    say: () => {},
  })
  let ended = false
  const end = async (): Promise<void> => {
    if (ended) return
    ended = true
    await stop()
    ledger.close()
  }
  t.after(end)
  return {
    identity,
    health,
    conditions,
    isIn: () => told.at(-1) === 'streaming',
    sent: () => until(() => told.at(-1) === 'streaming' && ledger.depth() === 0),
    end,
  }
}

/** Waits for what has to come; the test's own limit ends it. */
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 10))
}

test('a device gets a new key and is the same device, cut short or not', WITHIN, async t => {
  const [home, dir] = [await folder(t), await folder(t)]
  const console = await consoleIn(t, home)
  const first = await agentIn(t, dir, console.url, await console.token())
  await first.sent()
  await first.end()
  const { device, publicKey: old } = first.identity
  await copyFile(path.join(dir, 'identity.pem'), path.join(home, 'stolen.pem'))

  await writeFile(path.join(dir, 'renew-key'), '')
  const second = await agentIn(t, dir, console.url, null)
  await second.sent()
  await second.end()
  const renewed = await loadIdentity(dir)
  assert.equal(renewed.device, device)
  assert.notEqual(renewed.publicKey, old)
  assert.equal(await console.rooms.store.deviceKey(device), renewed.publicKey)
  assert.deepEqual(await console.kinds(device), ['ledger-began', 'enrolled', 'key-renewed'], 'the ledger goes on')
  assert.deepEqual(
    (await readdir(dir)).filter(name => /renew|next/.test(name)),
    [],
  )

  // The console took the key, and the power went before it was in force here.
  await rename(path.join(dir, 'identity.pem'), path.join(dir, 'identity-next.pem'))
  await copyFile(path.join(home, 'stolen.pem'), path.join(dir, 'identity.pem'))
  const third = await agentIn(t, dir, console.url, null)
  await third.sent()
  await third.end()
  assert.equal((await loadIdentity(dir)).publicKey, renewed.publicKey)

  // Who has the old key speaks for nobody, and makes no key that follows it.
  const thief = await folder(t)
  await copyFile(path.join(home, 'stolen.pem'), path.join(thief, 'identity.pem'))
  await copyFile(path.join(dir, 'enrolled.json'), path.join(thief, 'enrolled.json'))
  await writeFile(path.join(thief, 'renew-key'), '')
  const stolen = await agentIn(t, thief, console.url, null)
  await until(() => stolen.conditions.length > 0 || stolen.isIn())
  await stolen.end()
  assert.match(stolen.conditions[0] ?? '', /^console-refuses raised not-authenticated/)
  assert.match(JSON.stringify(stolen.health.told()), /key-not-renewed.*not among the former ones/)
  assert.equal(await console.rooms.store.deviceKey(device), renewed.publicKey)
})

test('a console gets a new key: agents that met the old one follow, a list says exactly which', WITHIN, async t => {
  const [home, dir] = [await folder(t), await folder(t)]
  const before = await consoleIn(t, home)
  const old = before.rooms.key.key
  const [token, later] = [await before.token(), await before.token()]
  const first = await agentIn(t, dir, before.url, token)
  await first.sent()
  await first.end()
  assert.equal((await readEnrolled(dir))?.key, old)
  const { key: next } = await prepareConsoleKey(home)
  await before.stop()
  await renewConsoleKey(home)
  const after = await consoleIn(t, home, before.port)
  assert.equal(after.rooms.key.key, next)

  const listed = await agentIn(t, dir, after.url, null, [old])
  await until(() => listed.conditions.length > 0 || listed.isIn())
  await listed.end()
  assert.match(listed.conditions[0] ?? '', /^console-not-proven raised it holds the key .* trust\.keys does not list/)
  assert.equal((await readEnrolled(dir))?.key, old)

  const follows = await agentIn(t, dir, after.url, null)
  await follows.sent()
  await until(async () => (await readEnrolled(dir))?.key === next)
  await follows.end()
  assert.deepEqual(follows.conditions, [])

  const both = await agentIn(t, dir, after.url, null, [old, next])
  await both.sent()
  await both.end()
  const fresh = await folder(t)
  const enrolled = await agentIn(t, fresh, after.url, later)
  await enrolled.sent()
  await enrolled.end()
  assert.equal((await readEnrolled(fresh))?.key, next, 'a token of before the change is good after it')
})

test('set to another console: the former one is told, and the device is the same at the next', WITHIN, async t => {
  const dir = await folder(t)
  const [former, next] = [await consoleIn(t, await folder(t)), await consoleIn(t, await folder(t))]
  const first = await agentIn(t, dir, former.url, await former.token())
  await first.sent()
  await first.end()
  await writeFile(path.join(dir, 'renew-key'), '')
  const renewed = await agentIn(t, dir, former.url, null)
  await renewed.sent()
  await renewed.end()

  const second = await agentIn(t, dir, next.url, await next.token())
  await second.sent()
  await second.end()
  const { device } = first.identity
  assert.deepEqual(await former.kinds(device), ['ledger-began', 'enrolled', 'key-renewed', 'unenrolled'])
  const { kind, console: left, why } = (await former.last(device)) as Extract<Report, { kind: 'unenrolled' }>
  assert.deepEqual({ kind, left, why }, { kind: 'unenrolled', left: `${former.url}/`, why: 'other-console' })
  assert.deepEqual(await next.kinds(device), ['ledger-began', 'enrolled', 'key-renewed', 'unenrolled', 'enrolled'])
  assert.equal((await readEnrolled(dir))?.console, `${next.url}/`)
})

test('the same console at another address is followed by its key: no goodbye, no token', WITHIN, async t => {
  const [dir, store] = [await folder(t), await folder(t)]
  const before = await consoleIn(t, store)
  const first = await agentIn(t, dir, before.url, await before.token())
  await first.sent()
  await first.end()
  await before.stop()
  const after = await consoleIn(t, store)
  assert.notEqual(after.url, before.url)

  const second = await agentIn(t, dir, after.url, null)
  await second.sent()
  await second.end()
  const { device } = first.identity
  assert.deepEqual(await after.kinds(device), ['ledger-began', 'enrolled', 'enrolled'])
  assert.equal((await after.rooms.store.device(device))?.state, 'enrolled')
  assert.equal((await readEnrolled(dir))?.console, `${after.url}/`)
})

test('nobody leaves a console for one that does not answer', WITHIN, async t => {
  const dir = await folder(t)
  const former = await consoleIn(t, await folder(t))
  const first = await agentIn(t, dir, former.url, await former.token())
  await first.sent()
  await first.end()
  const nobody = await consoleIn(t, await folder(t))
  const token = await nobody.token()
  await nobody.stop()
  const second = await agentIn(t, dir, nobody.url, token)
  await until(() => second.health.told().some(({ condition }) => condition === 'not-enrolled'))
  await second.end()
  assert.equal((await readEnrolled(dir))?.left, undefined)
  assert.deepEqual(await former.kinds(first.identity.device), ['ledger-began', 'enrolled'])
})

test('a former console that is away is not waited for, and nothing is lost', WITHIN, async t => {
  const dir = await folder(t)
  const [former, next] = [await consoleIn(t, await folder(t)), await consoleIn(t, await folder(t))]
  const first = await agentIn(t, dir, former.url, await former.token())
  await first.sent()
  await first.end()
  await former.stop()
  const second = await agentIn(t, dir, next.url, await next.token())
  await second.sent()
  await second.end()
  assert.deepEqual(await next.kinds(first.identity.device), ['ledger-began', 'enrolled', 'unenrolled', 'enrolled'])
})

test('taken off the machine: the last entry says so; enrolled again, it is the same device', WITHIN, async t => {
  const dir = await folder(t)
  const console = await consoleIn(t, await folder(t))
  const one = await agentIn(t, dir, console.url, await console.token())
  await one.sent()
  await writeFile(path.join(dir, 'unenrol'), '')
  await one.end()
  const { device } = one.identity
  const { kind, why } = (await console.last(device)) as Extract<Report, { kind: 'unenrolled' }>
  assert.deepEqual({ kind, why }, { kind: 'unenrolled', why: 'uninstalled' })
  assert.ok(!(await readdir(dir)).includes('unenrol'))

  const again = await agentIn(t, dir, console.url, await console.token())
  await again.sent()
  await again.end()
  assert.deepEqual(await console.kinds(device), ['ledger-began', 'enrolled', 'unenrolled', 'enrolled'])
})
