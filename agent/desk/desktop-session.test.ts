import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { platform } from '../platform.ts'
import { desktopSession } from './desktop-session.ts'

const skip = platform === 'linux' ? false : 'session buses are looked for on Linux'
const uid = process.getuid?.() ?? 0
const gid = process.getgid?.() ?? 0

let runtime = ''
const bus = createServer()
before(async () => {
  runtime = await mkdtemp(join(tmpdir(), 'waymark-runtime-'))
  await mkdir(join(runtime, String(uid)))
  await new Promise<void>(done => bus.listen(join(runtime, String(uid), 'bus'), done))
})
after(async () => {
  bus.close()
  await rm(runtime, { recursive: true, force: true })
})

test("the agent's own session is used as it is", { skip }, async () => {
  const env = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/somewhere', DISPLAY: ':7' }
  assert.deepEqual(await desktopSession(uid, { uid, env }, runtime), { env, as: null })
})

test('another account is reached by the bus that the system keeps for it, as that account', { skip }, async () => {
  const folder = join(runtime, String(uid))
  assert.deepEqual(await desktopSession(uid, { uid: uid + 1, env: { DBUS_SESSION_BUS_ADDRESS: 'x' } }, runtime), {
    env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/bus`, XDG_RUNTIME_DIR: folder },
    as: { uid, gid },
  })
})

test('a bus that is none, or not of that account, is no session', { skip }, async () => {
  const own = { uid: null, env: {} }
  assert.equal(await desktopSession(uid + 1, own, runtime), null)
  await symlink(join(runtime, String(uid)), join(runtime, String(uid + 1)))
  assert.equal(await desktopSession(uid + 1, own, runtime), null)
  const other = await mkdtemp(join(tmpdir(), 'waymark-runtime-'))
  try {
    await mkdir(join(other, String(uid)))
    await writeFile(join(other, String(uid), 'bus'), '')
    assert.equal(await desktopSession(uid, own, other), null)
  } finally {
    await rm(other, { recursive: true, force: true })
  }
})
