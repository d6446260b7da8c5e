import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Status, WhyList } from '../../protocol/desk.ts'
import type { Answers } from '../desk/answer.ts'
import { openDoor } from '../desk/door.ts'
import { deskFolder, privateFolderIn } from '../desk/place.ts'
import { openLedger } from '../ledger/ledger.ts'
import { detection, report, tamper } from '../ledger/scratch.ts'
import { commandLine } from './command-line.ts'

const DEVICE = `d-${'0'.repeat(32)}`
const AT = Date.UTC(2026, 10, 21, 10, 2)

const status = (over: Partial<Status>, head: Status['head']): Status => ({
  health: 'healthy',
  agent: '0.1.0',
  enrolled: { device: DEVICE, console: 'http://127.0.0.1:8420' },
  connected: true,
  policy: { policy: 'approved-assistants', serial: 3 },
  sensors: [
    { sensor: 'processes', state: 'working' },
    { sensor: 'configs', state: 'failed' },
  ],
  outbox: 1,
  head,
  conditions: [],
  notSeen: [{ what: '/home/wei', why: 'no permission' }],
  unsupported: [],
  ...over,
})

const explained: WhyList = {
  policy: { policy: 'approved-assistants', serial: 3 },
  sanctioned: 'Qoder',
  detections: [
    {
      detection: detection({ next: { response: 'warn', at: Date.UTC(2026, 11, 15) } }),
      stage: 0,
      lowered: null,
      reason: { en: 'We are moving to Qoder.' },
      link: 'https://intranet.example/ai',
      history: {
        firstSeen: AT,
        noticesShown: 1,
        lastNotice: AT,
        deferralsUsed: 0,
        deferredUntil: null,
        pausedFor: 0,
        disputedSince: null,
      },
    },
  ],
}

/** A real ledger behind a real door, asked by the real command line. */
const agent = async (t: TestContext, over: Partial<Answers> = {}) => {
  const state = mkdtempSync(path.join(os.tmpdir(), 'waymark-verbs-'))
  const closers: (() => Promise<void>)[] = []
  // Also after a failed assertion: an open door would keep the test from ending.
  t.after(async () => {
    for (const close of closers) await close()
    rmSync(state, { recursive: true, force: true })
  })
  const dir = privateFolderIn(state)
  let made = 0
  const open = () =>
    openLedger({
      dir,
      now: () => AT,
      random: bytes => {
        made += 1
        return Buffer.alloc(bytes, made)
      },
    })
  const ledger = open()
  ledger.recordAll([
    { kind: 'enrolled', device: DEVICE, console: 'http://127.0.0.1:8420' },
    { kind: 'detection-seen', detection: report() },
    { kind: 'notice-shown', detection: detection().id, response: 'notify', via: 'terminal', language: 'en' },
    { kind: 'policy-applied', policy: 'approved-assistants', serial: 3, digest: 'a'.repeat(64) },
  ])
  ledger.repeat(detection().id, null, 2)
  const serve = async (of: typeof ledger) => {
    const answer: Answers = {
      status: () => status({}, of.head()),
      ledger: (viewer, after) => ({ device: DEVICE, ...of.list(viewer, after) }),
      why: (_, id) => (id === null || id === detection().id ? explained : { ...explained, detections: [] }),
      ...over,
    }
    const door = await openDoor({
      dir: deskFolder(state),
      accounts: [{ account: 'lin', uid: process.getuid?.() ?? 0 }],
      answer,
    })
    assert.ok('close' in door)
    closers.push(async () => {
      await door.close()
      of.close()
    })
  }
  return { state, dir, open, ledger, serve }
}

const type = async (state: string, ...args: string[]) => {
  const said = { out: '', err: '' }
  const into = (key: 'out' | 'err') => ({
    columns: 80,
    write: (text: string) => {
      said[key] += text
    },
  })
  const env = { WAYMARK_STATE_DIR: state, WAYMARK_HOME: state }
  const exit = await commandLine(args, { env, stdout: into('out'), stderr: into('err') })
  return { exit, ...said }
}

test('ledger lists every report in plain words, one line each, and the JSON is what was stored', async t => {
  const { state, ledger, serve } = await agent(t)
  await serve(ledger)
  const { exit, out } = await type(state, 'ledger')
  assert.equal(exit, 0)
  assert.match(out, /^5 entries, and the chain holds\./)
  assert.match(out, /1 {2}2026-11-21 10:02 {2}This ledger began; it is the first on this device\./)
  assert.match(out, /Claude Code 2\.1\.112 was found at/)
  assert.match(out, /A notice about Claude Code was shown in the terminal, in\s+English\./)
  assert.match(out, /Claude Code: 2 more starts in the hour from 2026-11-21 10:00/)
  const list = JSON.parse((await type(state, 'ledger', '--json')).out)
  assert.deepEqual(Object.keys(list), ['device', 'epoch', 'head', 'entries', 'open'])
  assert.deepEqual(
    list.entries.map(({ hash, body }: { hash: string; body: string }) => [hash, body]),
    ledger.unsent().map(({ hash, body }) => [hash, body]),
  )
})

test('ledger fetches every page', async t => {
  const { state, ledger, serve } = await agent(t)
  ledger.recordAll(
    Array.from({ length: 1_500 }, () => ({ kind: 'detection-gone', detection: detection().id }) as const),
  )
  await serve(ledger)
  const { exit, out } = await type(state, 'ledger', '--json')
  assert.equal(exit, 0)
  assert.equal(JSON.parse(out).entries.length, 1_505)
})

test('a changed byte is named by its seq, by whoever lists it', async t => {
  const { state, dir, ledger, open, serve } = await agent(t)
  ledger.acknowledge(ledger.head())
  ledger.close()
  tamper(path.join(dir, 'ledger.db'), `UPDATE entry SET body = replace(body, '2.1.112', '2.1.111') WHERE seq = 3`)
  await serve(open())
  const { exit, out, err } = await type(state, 'ledger')
  assert.equal(exit, 1)
  assert.match(out, /^The chain does not hold: 1 entry of 5\.\n {2}seq 3: its content is not what was written/)
  assert.match(err, /^waymark: the ledger was changed: seq 3/)
})

const lies: {
  why: string
  change: (list: ReturnType<Answers['ledger']>) => ReturnType<Answers['ledger']>
  says: RegExp
}[] = [
  {
    why: 'an answer without its last entries',
    change: list => ('entries' in list ? { ...list, entries: list.entries.slice(0, 3) } : list),
    says: /seq 4: an entry is missing/,
  },
  {
    why: 'an answer without its first entry',
    change: list => ('entries' in list ? { ...list, entries: list.entries.slice(1) } : list),
    says: /seq 1: an entry is missing/,
  },
  {
    why: 'a kind that its body does not have',
    change: list =>
      'entries' in list
        ? { ...list, entries: list.entries.map(e => (e.seq === 4 ? { ...e, kind: 'enrolled' } : e)) }
        : list,
    says: /seq 4: what stands beside its content/,
  },
]
for (const { why, change, says } of lies)
  test(`the daemon is not believed: ${why}`, async t => {
    const made = await agent(t, {
      ledger: (viewer, after) =>
        after === 0
          ? change({ device: DEVICE, ...made.ledger.list(viewer) })
          : { device: DEVICE, ...made.ledger.list(viewer), entries: [] },
    })
    await made.serve(made.ledger)
    const { exit, err } = await type(made.state, 'ledger')
    assert.equal(exit, 1)
    assert.match(err, says)
  })

test('status answers in its first line, and its exit code agrees', async t => {
  const { state, ledger, serve } = await agent(t)
  await serve(ledger)
  const { exit, out } = await type(state, 'status')
  assert.equal(exit, 0)
  assert.match(out, /^Healthy\.\n/)
  assert.match(out, /Sensors {3}processes working, configs failed/)
  assert.match(out, /Outbox {4}1 entry waits to be sent/)
  assert.match(out, /Not looked at:\n {2}\/home\/wei: no permission/)
  assert.equal(JSON.parse((await type(state, 'status', '--json')).out).policy.serial, 3)
})

test('a degraded agent says by what, and exits 1', async t => {
  const says = 'No word from the console since 2026-11-21 09:00 UTC. Everything local goes on; entries wait to be sent.'
  const since = AT - 3_600_000
  const made = await agent(t, {
    status: () =>
      status(
        {
          health: 'degraded',
          conditions: [{ condition: 'console-away', severity: 'degraded', since, detail: '', says }],
        },
        made.ledger.head(),
      ),
  })
  await made.serve(made.ledger)
  const { exit, out } = await type(made.state, 'status')
  assert.equal(exit, 1)
  assert.match(out, /^Degraded: console-away\.\n {2}No word from the console/)
  assert.ok(out.split('\n').every(line => line.length <= 80))
})

test('why says what was found, on what evidence, and what follows', async t => {
  const { state, ledger, serve } = await agent(t)
  await serve(ledger)
  const all = await type(state, 'why')
  assert.equal(all.exit, 0)
  assert.match(all.out, /^1 AI coding assistant found on this device; 1 is being retired\./)
  assert.match(all.out, /Because {3}it is the package @anthropic-ai\/claude-code \(conclusive\)/)
  assert.match(all.out, /Then {6}From 15 Dec 2026, /)
  assert.match(all.out, /Instead {3}Qoder is ready for you\./)
  assert.ok(all.out.split('\n').every(line => line.length <= 80))
  assert.equal((await type(state, 'why', detection().id)).exit, 0)
  const unknown = await type(state, 'why', '00000000000000bb')
  assert.equal(unknown.exit, 2)
  assert.match(unknown.err, /^waymark: not known: 00000000000000bb: /)
})

test('why without a policy does not say that nothing was found', async t => {
  const { state, ledger, serve } = await agent(t, { why: () => ({ policy: null, sanctioned: null, detections: [] }) })
  await serve(ledger)
  assert.match((await type(state, 'why')).out, /^Nothing has been looked at: no policy has come/)
})

for (const verb of ['status', 'why', 'ledger'])
  test(`${verb} without an agent exits 2 and says what to do`, async t => {
    const { state, ledger } = await agent(t)
    ledger.close()
    const { exit, out, err } = await type(state, verb, '--json')
    assert.equal(exit, 2)
    assert.equal(out, '')
    assert.match(err, /^waymark: the agent is not running: .*: start it with/)
  })
