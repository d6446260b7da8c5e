import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { isGone, waitFor } from './pty.ts'
import { type Place, scratchPlace, startWaymark, type Waymark } from './waymark.ts'

/** Must-show 1: one command, a console that answers, this machine in it; and the same again the next day. */
let place: Place
const running: Waymark[] = []
before(async () => {
  place = await scratchPlace()
})
after(async () => {
  for (const waymark of running) await waymark.stop('SIGTERM')
  await place.remove()
})
const start = async (...args: [Readonly<Record<string, string>>?, ('npm' | 'node')?]): Promise<Waymark> => {
  const waymark = await startWaymark(place, ...args)
  running.push(waymark)
  return waymark
}
const refused = async (env: Readonly<Record<string, string>>): Promise<string> =>
  startWaymark(place, env).then(
    () => assert.fail('it started'),
    (error: Error) => error.message,
  )

test('npm start, from nothing to nothing and back', async t => {
  let device = ''
  await t.test('the console answers, this machine is a device, and one line says so', async () => {
    const waymark = await start({}, 'npm')
    device = waymark.device
    assert.match(waymark.url, /^http:\/\/127\.0\.0\.1:\d+\/?$/)
    assert.equal(waymark.lines().length, 1)
    assert.equal((await fetch(new URL('/healthz', waymark.url))).status, 200)
    const [only, ...more] = await waymark.api.devices()
    assert.equal(only?.id, device)
    assert.deepEqual(more, [])
    assert.ok(await waitFor(async () => (await waymark.api.devices())[0]?.contact === 'connected', 10_000))
    assert.ok(!isGone(waymark.pid.agent) && !isGone(waymark.pid.console))
  })
  await t.test('the sign-in link works once', async () => {
    const { signIn, url } = running[0] ?? assert.fail('nothing runs')
    const first = await fetch(signIn, { redirect: 'manual' })
    assert.equal(first.status, 303)
    const cookie = first.headers
      .getSetCookie()
      .map(one => one.split(';')[0])
      .join('; ')
    assert.notEqual(cookie, '')
    assert.equal((await fetch(new URL('/api/v1/me', url), { headers: { cookie } })).status, 200)
    assert.equal((await fetch(new URL('/api/v1/me', url))).status, 401)
    assert.equal((await fetch(signIn, { redirect: 'manual' })).status, 410)
  })
  await t.test('a second start in the same home is refused, and disturbs nothing', async () => {
    assert.match(await refused({}), /already running in .*, as process \d+/)
    assert.equal((await running[0]?.api.devices())?.length, 1)
  })
  await t.test('a child that dies is started again, at the same address, without a new sign-in link', async () => {
    const waymark = running[0] ?? assert.fail('nothing runs')
    process.kill(waymark.pid.agent, 'SIGKILL')
    process.kill(waymark.pid.console, 'SIGKILL')
    assert.ok(await waitFor(() => isGone(waymark.pid.console), 5_000))
    const back = () =>
      waymark.api.devices().then(
        ([one]) => one?.contact === 'connected',
        () => false,
      )
    assert.ok(await waitFor(back, 30_000), waymark.told())
    assert.equal(waymark.lines().length, 1)
    assert.match(waymark.told(), /the agent ended \(SIGKILL\); starting it again/)
    assert.match(waymark.told(), /the console ended \(SIGKILL\); starting it again/)
  })
  await t.test('Ctrl-C ends all of it', async () => {
    const waymark = running[0] ?? assert.fail('nothing runs')
    assert.ok(waymark.processes().length >= 3)
    await waymark.stop('SIGINT')
    assert.ok(await waitFor(() => waymark.processes().length === 0, 10_000), String(waymark.processes()))
    assert.match(waymark.told(), /Stopping: the agent, then the console\./)
    await assert.rejects(fetch(new URL('/healthz', waymark.url)))
  })
  await t.test('a second start finds its state again', async () => {
    const { port } = new URL(running[0]?.url ?? '')
    const waymark = await start({ WAYMARK_PORT: port })
    assert.equal(waymark.device, device)
    const devices = await waymark.api.devices()
    assert.deepEqual(
      devices.map(({ id }) => id),
      [device],
    )
    const kinds = (await waymark.api.events(device)).map(({ kind }) => kind)
    assert.equal(kinds.filter(kind => kind === 'ledger-began').length, 1)
    assert.equal(kinds.filter(kind => kind === 'enrolled').length, 1)
  })
  await t.test('a port that somebody else has is named', async () => {
    const { port } = new URL(running.at(-1)?.url ?? '')
    const other = await scratchPlace()
    try {
      const said = await startWaymark(other, { WAYMARK_PORT: port }).then(
        () => assert.fail('it started'),
        (error: Error) => error.message,
      )
      assert.match(said, new RegExp(`in use.*${port}`))
    } finally {
      await other.remove()
    }
  })
  await t.test('SIGINT and SIGTERM end it cleanly, with exit code 0', async () => {
    const waymark = running.at(-1) ?? assert.fail('nothing runs')
    assert.deepEqual(await waymark.stop('SIGINT'), { code: 0, signal: null })
    assert.deepEqual(waymark.processes(), [])
    const again = await start()
    assert.deepEqual(await again.stop('SIGTERM'), { code: 0, signal: null })
    assert.deepEqual(again.processes(), [])
  })
  await t.test('nothing is left when npm alone is ended, or when npm start is gone without a word', async () => {
    for (const [by, signal] of [
      ['npm', 'SIGTERM'],
      ['node', 'SIGKILL'],
    ] as const) {
      const waymark = await start({}, by)
      await waymark.stop(signal, 'alone')
      assert.ok(await waitFor(() => waymark.processes().length === 0, 15_000), `${by}: ${waymark.processes()}`)
    }
  })
})
