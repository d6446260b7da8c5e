import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, lstat, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { LedgerList, Status, WhyList } from '../../protocol/desk.ts'
import type { Answers } from './answer.ts'
import { callDaemon } from './call.ts'
import { type Door, openDoor } from './door.ts'
import { deskFolder, socketOf } from './place.ts'

const self = process.getuid?.() ?? -1
const OTHER = 54_321
const head = { epoch: 'e'.repeat(32), seq: 0, hash: '0'.repeat(64) }
const answer: Answers = {
  status: viewer => ({
    health: 'healthy',
    agent: viewer.all === true ? 'all' : viewer.account,
    enrolled: null,
    connected: false,
    policy: null,
    sensors: [],
    outbox: 0,
    head,
    conditions: [],
    notSeen: [],
    unsupported: [],
  }),
  ledger: () => ({ device: null, epoch: head.epoch, head, entries: [], open: [] }),
  why: () => ({ policy: null, sanctioned: null, detections: [] }),
}

const stateFolder = async (t: TestContext): Promise<string> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-desk-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  return dir
}

const opened = async (t: TestContext, stateDir: string): Promise<Door> => {
  const accounts = [
    { account: 'me', uid: self },
    { account: 'other', uid: OTHER },
  ]
  const door = await openDoor({ dir: deskFolder(stateDir), accounts, answer })
  if ('unsupported' in door) throw new Error(door.unsupported)
  t.after(door.close)
  return door
}

test('an account asks on its own socket and is known by it', async t => {
  const dir = await stateFolder(t)
  await opened(t, dir)
  const said = await callDaemon(dir, '/v1/status', Status)
  assert.equal(said.is === 'answer' && said.value.agent, self === 0 ? 'all' : 'me')
  assert.equal((await callDaemon(dir, '/v1/ledger', LedgerList)).is, 'answer')
  assert.equal((await callDaemon(dir, '/v1/why/00000000000000aa', WhyList)).is, 'unknown')
})

test('sockets are for their owner alone, in a folder that others only pass through', async t => {
  const dir = await stateFolder(t)
  const door = await opened(t, dir)
  const mode = async (place: string): Promise<string> => ((await lstat(place)).mode & 0o777).toString(8)
  assert.equal(await mode(dir), '711')
  assert.equal(await mode(deskFolder(dir)), '711')
  const mine = await lstat(socketOf(deskFolder(dir), self))
  assert.equal(mine.mode & 0o777, 0o600)
  assert.equal(mine.uid, self)
  const other = await lstat(socketOf(deskFolder(dir), OTHER)).catch(() => null)
  assert.equal(other?.uid, self === 0 ? OTHER : undefined)
  assert.deepEqual(door.accounts, self === 0 ? ['me', 'other'] : ['me'])
})

/** Connects as another account, which only root can try; prints what came of it. */
const connectAs = async (uid: number, socket: string): Promise<string> => {
  const script = `const s = require('node:net').connect(${JSON.stringify(socket)});
    s.on('connect', () => { console.log('connected'); s.destroy() }); s.on('error', e => console.log(e.code))`
  const child = spawn(process.execPath, ['-e', script], {
    uid,
    gid: uid,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.on('data', part => {
    said += String(part)
  })
  await once(child, 'close')
  return said.trim()
}

if (self === 0)
  test('the kernel lets an account to its own socket, and to no other', async t => {
    const dir = await stateFolder(t)
    await opened(t, dir)
    assert.equal(await connectAs(OTHER, socketOf(deskFolder(dir), OTHER)), 'connected')
    assert.equal(await connectAs(OTHER, socketOf(deskFolder(dir), 0)), 'EACCES')
    assert.equal(await connectAs(OTHER + 1, socketOf(deskFolder(dir), OTHER)), 'EACCES')
  })

test('a socket that a crash left is replaced, one of an account that is gone is taken away', async t => {
  const dir = await stateFolder(t)
  const first = await openDoor({ dir: deskFolder(dir), accounts: [{ account: 'me', uid: self }], answer })
  assert.ok('close' in first)
  // What a crash leaves is a socket file that nobody listens on: here, one whose listener is cut off from its name.
  const stale = socketOf(deskFolder(dir), 99_999)
  await writeFile(stale, '')
  await opened(t, dir)
  assert.equal(await lstat(stale).catch(() => null), null)
  assert.equal((await callDaemon(dir, '/v1/status', Status)).is, 'answer')
  await first.close()
})

test('nobody there is said to be so, and who is slow is cut off', async t => {
  const dir = await stateFolder(t)
  const away = await callDaemon(dir, '/v1/status', Status)
  assert.match(away.is === 'away' ? away.message : '', /nobody listens on/)
  const door = await opened(t, dir)
  const raw = connect(socketOf(deskFolder(dir), self))
  raw.write(`GET /${'x'.repeat(8_192)} HTTP/1.1\r\n\r\n`)
  await once(raw, 'close')
  await door.close()
  assert.equal((await callDaemon(dir, '/v1/status', Status)).is, 'away')
})

const refused = [
  {
    why: 'a folder that others may write to',
    make: (dir: string) => chmod(dir, 0o777),
    says: /may be written to by others: chmod go-w/,
  },
  {
    why: 'a link in its place',
    make: (dir: string) => symlink(os.tmpdir(), deskFolder(dir)),
    says: /is not a folder of this account/,
  },
]
for (const { why, make, says } of refused)
  test(`refused: ${why}`, async t => {
    const dir = await stateFolder(t)
    await make(dir)
    await assert.rejects(openDoor({ dir: deskFolder(dir), accounts: [], answer }), says)
  })

test('a path longer than a socket may have is refused with its reason', async t => {
  const dir = path.join(await stateFolder(t), 'x'.repeat(100))
  await assert.rejects(
    openDoor({ dir, accounts: [{ account: 'me', uid: self }], answer }),
    /use a shorter state folder/,
  )
})
