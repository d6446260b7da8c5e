import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { WebSocket } from 'ws'
import { createToken } from './access/tokens.ts'
import { runCli } from './cli.ts'
import { type RunningConsole, startConsole } from './main.ts'
import { quickStart } from './quick-start.ts'
import { CATALOG_DIR, EXAMPLE_POLICY } from './rollout/catalog-files.ts'
import type { Settings } from './settings.ts'
import { enrolled } from './store/contract/with-store.ts'
import { began, chained, described, epochId, START, seen } from './store/sample.ts'

/** Word that never comes fails the test, and does not hang it. */
const WITHIN = { timeout: 20_000 }
const random = (bytes: number) => randomBytes(bytes)

const folder = async (t: TestContext): Promise<string> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-console-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  return dir
}

const start = async (t: TestContext, store: string): Promise<RunningConsole> => {
  const settings: Settings = { host: '127.0.0.1', port: 0, publicUrl: null, store, tls: null }
  const options = {
    catalogDir: CATALOG_DIR,
    dist: null,
    version: '0.1.0',
    now: Date.now,
    random,
    logger: false,
  } as const
  const running = await startConsole({ settings, ...options })
  t.after(() => running.stop('the test is over'))
  return running
}

const signedIn = async (link: string): Promise<string> => {
  const answer = await fetch(link, { redirect: 'manual' })
  assert.equal(answer.status, 303)
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

const verb = async (words: string, store: string, env: Record<string, string> = {}) => {
  const [out, err]: [string[], string[]] = [[], []]
  const exit = await runCli([...words.split(' '), '--store', store], {
    env,
    now: Date.now,
    random,
    out: line => out.push(line),
    err: line => err.push(line),
  })
  return { exit, out, err }
}

test('quick start: one way in, a policy at the first start, and a second start finds it all again', WITHIN, async t => {
  const store = await folder(t)
  const first = await start(t, store)
  const one = await quickStart(first.rooms, first.url)
  assert.deepEqual(Object.keys(one), ['url', 'signIn', 'apiToken', 'enrollToken'])
  const cookie = await signedIn(one.signIn)
  await enrolled(first.rooms.store, `d-${'1'.repeat(32)}`)
  await first.rooms.store.appendEntries(
    `d-${'1'.repeat(32)}`,
    chained(epochId(1), [began, described('desk-1'), seen(1)]),
    START,
  )
  await first.stop('restart')

  const second = await start(t, store)
  const two = await quickStart(second.rooms, second.url)
  const get = async (path: string, headers: Record<string, string>) => {
    const answer = await fetch(`${second.url}/api/v1/${path}`, { headers })
    return (await answer.json()) as { items: { serial?: number; host?: string; id: string }[]; name: string }
  }
  const bearer = { authorization: `Bearer ${one.apiToken}` }
  assert.deepEqual(
    (await get('policies', bearer)).items.map(p => p.serial),
    [1],
  )
  assert.deepEqual(
    (await get('devices', bearer)).items.map(d => d.host),
    ['desk-1'],
  )
  assert.equal((await get('detections', bearer)).items.length, 1)
  assert.equal((await get('me', { cookie })).name, 'admin')
  assert.notEqual(two.signIn, one.signIn)
  await signedIn(two.signIn)
})

test(
  'quick start: what one start handed out holds when it asks again, and ends with the next start',
  WITHIN,
  async t => {
    const { rooms, url } = await start(t, await folder(t))
    const holds = async ({ apiToken }: { apiToken: string }) =>
      (await fetch(`${url}/api/v1/me`, { headers: { authorization: `Bearer ${apiToken}` } })).status === 200
    const byHand = await quickStart(rooms, url)
    const one = await quickStart(rooms, url, 'aa')
    const again = await quickStart(rooms, url, 'aa')
    assert.deepEqual([await holds(byHand), await holds(one), await holds(again)], [false, true, true])
    const mine = await createToken(
      rooms,
      { name: 'quick start', role: 'viewer', ttl: 60_000, uses: null, tags: [] },
      'ann',
    )
    const two = await quickStart(rooms, url, 'bb')
    assert.deepEqual([await holds(one), await holds(again), await holds(two)], [false, false, true])
    assert.ok(await holds({ apiToken: mine.token }), 'what a person made stays')
    assert.equal((await rooms.store.tokens({ after: null, limit: 10 })).items.length, 3)
  },
)

test('live: a signed-in page of ours hears what changed; others are turned away', WITHIN, async t => {
  const running = await start(t, await folder(t))
  const { signIn, apiToken } = await quickStart(running.rooms, running.url)
  const cookie = await signedIn(signIn)
  const at = `${running.url.replace('http', 'ws')}/live`
  const turnedAway = async (headers: Record<string, string>): Promise<string> => {
    const socket = new WebSocket(at, { headers })
    const [error] = await once(socket, 'error')
    return String(error)
  }
  assert.match(await turnedAway({}), /401/)
  assert.match(await turnedAway({ cookie }), /401/)
  assert.match(await turnedAway({ cookie, origin: 'https://evil.example' }), /401/)
  assert.match(await turnedAway({ origin: running.url }), /401/)

  const page = new WebSocket(at, { headers: { cookie, origin: running.url } })
  const heard: unknown[] = []
  page.on('message', data => heard.push(JSON.parse(String(data))))
  await once(page, 'open')
  const text = await (await import('node:fs/promises')).readFile(EXAMPLE_POLICY, 'utf8')
  const answer = await fetch(`${running.url}/api/v1/policies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  })
  assert.equal(answer.status, 201)
  if (heard.length === 0) await once(page, 'message')
  assert.deepEqual(heard, [{ changed: 'policies', id: '2' }])
  page.close()
})

test('a policy that a verb publishes beside the running console is noticed', WITHIN, async t => {
  const store = await folder(t)
  const running = await start(t, store)
  const { signIn } = await quickStart(running.rooms, running.url)
  const page = new WebSocket(`${running.url.replace('http', 'ws')}/live`, {
    headers: { cookie: await signedIn(signIn), origin: running.url },
  })
  await once(page, 'open')
  // The first start's own publication may still be on its way.
  const heard = async (id: string): Promise<void> => {
    for (;;) {
      const [data] = await once(page, 'message')
      if ((JSON.parse(String(data)) as { id: string }).id === id) return
    }
  }
  const noticed = heard('2')
  const published = await verb(`policy publish ${EXAMPLE_POLICY}`, store)
  assert.equal(published.exit, 0)
  await noticed
  page.close()
})

test('verbs beside the running console: a link and a token that work there', WITHIN, async t => {
  const store = await folder(t)
  const running = await start(t, store)
  const link = await verb('sign-in-link', store)
  assert.ok(link.out[0]?.startsWith(`${running.url}/sign-in/`))
  await signedIn(link.out[0] ?? '')
  const token = await verb('token create --role viewer --ttl 1h', store)
  const answer = await fetch(`${running.url}/api/v1/me`, { headers: { authorization: `Bearer ${token.out[0]}` } })
  assert.deepEqual(await answer.json(), { name: 'viewer token', role: 'viewer', version: '0.1.0' })
})

test('an unknown socket path is refused, and an address in use is an error that names it', WITHIN, async t => {
  const running = await start(t, await folder(t))
  const [error] = await once(new WebSocket(`${running.url.replace('http', 'ws')}/other`), 'error')
  assert.match(String(error), /404/)
  const settings = {
    host: '127.0.0.1',
    port: Number(new URL(running.url).port),
    publicUrl: null,
    store: await folder(t),
    tls: null,
  }
  const options = { catalogDir: CATALOG_DIR, dist: null, version: '0', now: Date.now, random, logger: false } as const
  await assert.rejects(startConsole({ settings, ...options }), { code: 'EADDRINUSE' })
})

test('stop: connected pages and agents are let go, within a second', WITHIN, async t => {
  const running = await start(t, await folder(t))
  const { signIn } = await quickStart(running.rooms, running.url)
  const at = running.url.replace('http', 'ws')
  const page = new WebSocket(`${at}/live`, { headers: { cookie: await signedIn(signIn), origin: running.url } })
  const agent = new WebSocket(`${at}/agent`)
  await Promise.all([once(page, 'open'), once(agent, 'open')])
  const closed = Promise.all([once(page, 'close'), once(agent, 'close')])
  const began_ = performance.now()
  await running.stop('test')
  await closed
  assert.ok(performance.now() - began_ < 1_000)
  await assert.rejects(fetch(`${running.url}/healthz`))
})
