import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import * as z from 'zod'
import { platform } from '../../agent/platform.ts'
import { type Api, openApi } from '../e2e/api.ts'
import { start, type Victim } from '../faults/victim.ts'
import { type Canaries, plantCanaries } from './canaries.ts'
import { foundIn } from './forms.ts'
import { type Others, plantOthers } from './others.ts'
import { openRecorder, type Recorder } from './recorder.ts'

/** A daemon and its console, both as they are typed, in a home full of secrets; and somebody who hears every word between. */
const HOUSE = path.join(import.meta.dirname, '../..')
const AGENT = path.join(HOUSE, 'agent/cli.ts')
const OTHERS = 500

const Entry = z.object({
  epoch: z.string(),
  seq: z.int(),
  hash: z.string(),
  kind: z.string(),
  body: z.string().nullable(),
})
const Ledger = z.object({ device: z.string(), entries: z.array(Entry) })
const Frame = z.looseObject({ type: z.string() })
const Entries = z.object({
  type: z.literal('entries'),
  entries: z.array(z.looseObject({ epoch: z.string(), seq: z.int(), hash: z.string(), body: z.string() })),
})

/** As a grandchild, so that the daemon stays our child; it ends with the daemon. */
const TRACING = ['strace', '-D', '-f', '-qq', '--seccomp-bpf', '-e', 'trace=connect,sendto,sendmsg,sendmmsg', '-o']
const traced =
  platform === 'linux' && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0
    ? false
    : 'needs strace, and to be let trace its children'

let dir = ''
let env: Record<string, string> = {}
let recorder: Recorder
let api: Api
let canaries: Canaries
let others: Others
let running: ChildProcess
let console: Victim
let agent: Victim

const verb = async (...args: string[]): Promise<string> => {
  const options = { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024, timeout: 60_000 }
  const { stdout } = await promisify(execFile)(process.execPath, [AGENT, ...args], options).catch(error =>
    z.object({ stdout: z.string() }).parse(error),
  )
  return stdout
}
const ledger = async () => Ledger.parse(JSON.parse(await verb('ledger', '--json')))
const framesOf = (from: 'agent' | 'console') =>
  recorder.heard.flatMap(heard => {
    if (heard.from !== from || !heard.text.startsWith('{"') || heard.text.includes('\n')) return []
    const frame = Frame.safeParse(JSON.parse(heard.text))
    return frame.success ? [frame.data] : []
  })
const key = ({ epoch, seq, hash, body }: { epoch: string; seq: number; hash: string; body: string | null }): string =>
  `${epoch} ${seq} ${hash} ${body}`
const sent = (): string[] => {
  const all = framesOf('agent').flatMap(frame => {
    const parsed = Entries.safeParse(frame)
    return parsed.success ? parsed.data.entries.map(key) : []
  })
  // What was not acknowledged when a connection ended is sent again.
  return [...new Set(all)].sort()
}

before(async () => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-privacy-')))
  const home = path.join(dir, 'home')
  await mkdir(home)
  canaries = await plantCanaries(home)
  others = await plantOthers(home, OTHERS)
  const store = path.join(dir, 'console')
  console = start(path.join(HOUSE, 'console/cli.ts'), [
    'serve',
    '--quick-start',
    '--listen',
    '127.0.0.1:0',
    '--store',
    store,
  ])
  const { url, enrollToken, apiToken } = await console.line(line => 'enrollToken' in line)
  api = openApi(String(url), String(apiToken))
  recorder = await openRecorder(String(url))
  const { script, args, env: secretEnv } = canaries.program
  running = spawn(process.execPath, [script, ...args], { env: { ...secretEnv, HOME: home }, stdio: 'ignore' })
  env = {
    HOME: home,
    LANG: 'C.UTF-8',
    WAYMARK_HOME: path.join(dir, 'agent'),
    WAYMARK_CONSOLE: recorder.url,
    WAYMARK_ENROLL_TOKEN: String(enrollToken),
    WAYMARK_SENSORS_HOMES: home,
    WAYMARK_NOTICES_ACCOUNTS: 'nobody-here',
  }
  const by = traced === false ? [...TRACING, path.join(dir, 'calls')] : []
  agent = start(AGENT, ['run', '--log', 'json'], { by, env })
  await agent.line(({ msg }) => msg === 'ready')
  // Running, and what it is connected to: the last that is to be told. The test's own limit ends this.
  for (;;) {
    const { entries } = await ledger()
    const all = entries.map(({ kind, body }) => `${kind} ${body}`).join('\n')
    const isTold = [/^detection-(?:seen|changed) .*"running"/m, /^mcp-servers-changed /m, /^device-described /m]
    if (isTold.every(told => told.test(all)) && sent().length === entries.length) break
    await sleep(500)
  }
})
after(async () => {
  running?.kill('SIGKILL')
  await agent?.end('SIGTERM')
  await recorder?.close()
  await console?.end('SIGTERM')
  await rm(dir, { recursive: true, force: true })
})

test('P1: what went over the wire is the ledger, and the ledger is what the console holds', async t => {
  const { device, entries } = await ledger()
  const listed = entries.map(key).sort()
  t.diagnostic(`${listed.length} entries: ${[...new Set(entries.map(({ kind }) => kind))].join(', ')}`)
  assert.deepEqual(sent(), listed)
  const held = await api.events(device)
  assert.deepEqual(held.map(key).sort(), listed)
})

test('P1: beside entries only what the protocol needs is said', () => {
  const said = new Map<string, Set<string>>()
  for (const frame of framesOf('agent'))
    said.set(frame.type, (said.get(frame.type) ?? new Set()).union(new Set(Object.keys(frame))))
  const { entries, hello, opening, ...more } = Object.fromEntries(
    [...said].map(([type, keys]) => [type, [...keys].sort().join(' ')]),
  )
  assert.deepEqual({ entries, opening }, { entries: 'entries type', opening: 'nonce type wire' })
  assert.equal(hello, HELLO)
  assert.deepEqual(
    Object.keys(more).filter(type => !['policy-applied', 'ping', 'pong'].includes(type)),
    [],
  )
  assert.deepEqual([...new Set(recorder.asked)], ['POST /api/v1/enroll', 'UPGRADE /agent'])
})
/** `head` and `serial`: where its ledger and its policy are; `clock`: how far its clock is off. */
const HELLO = 'agent clock device head serial signature type wire'

test('P3: of sixty secrets in a home and in a running assistant, none is on the wire, in a store or in a log', async t => {
  t.diagnostic(`${canaries.secrets.length} secrets`)
  assert.ok(canaries.secrets.length >= 60)
  const places = await everything()
  for (const [where, bytes] of places) assert.deepEqual(foundIn(bytes, canaries.secrets), [], where)
  // What may be told is found in each of them, so that a search that finds nothing means something.
  for (const where of ['wire', 'ledger', 'console', 'agent'])
    assert.ok(
      places.some(([name, bytes]) => name.startsWith(where) && bytes.includes('docs.example')),
      where,
    )
})

test('P5: of 500 programs, packages and extensions that are no assistant, nobody hears', async () => {
  const { entries } = await ledger()
  assert.ok(entries.some(({ body }) => body?.includes('claude-code')))
  for (const [where, bytes] of await everything()) {
    if (where.startsWith('agent') && !where.includes('ledger')) continue
    assert.deepEqual(
      [...others.names, ...others.digests].filter(each => bytes.includes(each)),
      [],
      where,
    )
  }
})

test('P11: the daemon and its children call the console, and nobody else', { skip: traced }, async t => {
  const calls = (await readFile(path.join(dir, 'calls'), 'utf8')).split('\n')
  const tried = calls.filter(call => /sa_family=AF_(?:INET6?|UNIX|VSOCK)/.test(call)).map(destination)
  t.diagnostic(`${tried.length} tries among ${calls.length} calls`)
  assert.deepEqual([...new Set(tried)], [`127.0.0.1:${new URL(recorder.url).port}`])
})

/** @param call as strace prints it. */
const destination = (call: string): string => {
  const [, port, at] = /sin6?_port=htons\((\d+)\).*?(?:inet_addr\("|inet_pton\(AF_INET6, ")([^"]*)"/.exec(call) ?? []
  return port === undefined || at === undefined ? call : `${at}:${port}`
}

/** Every byte that was sent or kept, each with where. */
const everything = async (): Promise<[where: string, bytes: Buffer][]> => {
  const below = async (name: string): Promise<[string, Buffer][]> => {
    const all = await readdir(path.join(dir, name), { recursive: true, withFileTypes: true })
    const files = all.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name))
    return Promise.all(files.map(async file => [path.relative(dir, file), await readFile(file)] as [string, Buffer]))
  }
  return [
    ['wire', Buffer.from(recorder.heard.map(({ text }) => text).join('\n'))],
    ['ledger', Buffer.from(await verb('ledger', '--json'))],
    ['logs', Buffer.from(JSON.stringify([agent.said(), console.said()]))],
    ...(await below('console')),
    ...(await below('agent')),
  ]
}
