import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { newSignInLink } from '../../../console/access/sign-in.ts'
import { createToken } from '../../../console/access/tokens.ts'
import { newChain } from '../../../console/intake/scratch.ts'
import { startConsole } from '../../../console/main.ts'
import { CATALOG_DIR } from '../../../console/rollout/catalog-files.ts'
import { detection } from '../../../console/store/sample.ts'
import { enrolled } from './proven.ts'

/** What stands in every report, question and secret of this run, and so must stand in no line of the log. */
const CANARY = 'canary7f3a'

test('the log of the console tells what happens and names nobody, and its figures neither', async t => {
  const lines: string[] = []
  const stream = new Writable({
    write: (chunk, _, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  const store = await mkdtemp(join(tmpdir(), 'waymark-log-'))
  const running = await startConsole({
    settings: { host: '127.0.0.1', port: 0, publicUrl: null, store, tls: null },
    catalogDir: CATALOG_DIR,
    dist: null,
    version: '0.1.0',
    now: Date.now,
    random: bytes => randomBytes(bytes),
    logger: { level: 'trace', stream },
  })
  t.after(async () => {
    await running.stop('the test is over')
    await rm(store, { recursive: true, force: true })
  })
  const { url, rooms } = running
  const { token: apiToken } = await createToken(
    rooms,
    { name: CANARY, role: 'admin', ttl: 3_600_000, uses: null, tags: [] },
    CANARY,
  )
  const link = await newSignInLink(rooms, { name: CANARY, role: 'admin' })
  const made = newChain()
  const device = await enrolled({ url, apiToken }, made.epoch)
  const agent = await device.comeIn()
  const hour = Date.now() - (Date.now() % 3_600_000)
  const report = detection(1, {
    name: CANARY,
    account: CANARY,
    path: `~/${CANARY}`,
    firstSeen: hour,
    lastSeen: hour,
    evidence: [{ indicator: 'claude-code/npm', kind: 'package', strength: 'strong', matched: CANARY }],
  })
  const described = { host: CANARY, platform: 'linux', os: CANARY, osVersion: '1', arch: 'x64', model: null, cpu: null }
  agent.text({
    type: 'entries',
    entries: [
      made.began,
      made.add({ kind: 'device-described', ...described, cores: 1, memory: 1, agent: CANARY, tags: [] }),
      made.add({ kind: 'detection-seen', at: hour, detection: report }),
    ],
  })
  for (let frame = await agent.next(); frame.type !== 'acknowledged'; ) frame = await agent.next()
  // Refused, and the word for it must not repeat what was sent.
  agent.text({ type: 'forked', seq: 1, hash: null, [CANARY]: CANARY })
  assert.match((await agent.closed()).reason, /^malformed/)
  agent.destroy()

  const headers = { authorization: `Bearer ${apiToken}` }
  for (const path of [
    `/api/v1/detections?q=${CANARY}`,
    `/api/v1/detections.csv?q=${CANARY}`,
    `/api/v1/devices/${device.id}`,
    `/api/v1/${CANARY}`,
    `/api/v1/devices?${CANARY}=1`,
    `/${CANARY}`,
    link,
  ])
    await fetch(`${url}${path}`, { headers, redirect: 'manual' })
  await fetch(`${url}/api/v1/me`, { headers: { authorization: `Bearer ${CANARY}`, cookie: `waymark=${CANARY}` } })
  await fetch(`${url}/api/v1/policies`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ text: `policy: ${CANARY}: [` }),
  })
  const figures = await (await fetch(`${url}/metrics`, { headers })).text()

  const log = lines.join('')
  assert.ok(lines.length > 10, log)
  for (const [secret, what] of [
    [CANARY, 'a name'],
    [apiToken, 'a token'],
    [link.split('/').at(-1) ?? '', 'a link'],
  ] as const)
    assert.deepEqual(
      lines.filter(line => line.includes(secret)),
      [],
      what,
    )
  assert.match(figures, /^waymark_connections_ended_total\{word="malformed"\} 1$/m)
  assert.match(figures, /^waymark_entries_stored_total 3$/m)
  assert.ok(!figures.includes(CANARY))
  assert.ok(!figures.includes(device.id))
})
