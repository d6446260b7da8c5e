import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { platform } from '../../agent/platform.ts'
import { commandLine } from '../../agent/verbs/command-line.ts'

/** F07, F08, F14: where the state folder cannot be trusted or written, the daemon says so in a sentence, and ends. */

const linux = platform === 'linux'
const isRoot = linux && process.getuid?.() === 0
const inOwn = ['--mount', ...(isRoot ? [] : ['--user', '--map-root-user'])]
const mayMount = linux && spawnSync('unshare', [...inOwn, 'true']).status === 0
const CLI = path.join(import.meta.dirname, '../../agent/cli.ts')

const scratch = (t: TestContext) => {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'waymark-state-')))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  const home = path.join(root, 'home')
  mkdirSync(home)
  const state = path.join(root, 'state')
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    WAYMARK_HOME: path.join(root, 'none'),
    WAYMARK_STATE_DIR: state,
    WAYMARK_SENSORS_HOMES: home,
    WAYMARK_NOTICES_ACCOUNTS: 'nobody-at-all',
  }
  return { root, state, env }
}
/** The same without a process of its own, which takes most of the time. */
const refusalHere = async (env: NodeJS.ProcessEnv) => {
  let stderr = ''
  const status = await commandLine(['run'], {
    env,
    stdout: { write: () => {} },
    stderr: {
      write: text => {
        stderr += text
      },
    },
  })
  return { status, stderr }
}
const refusal = (env: NodeJS.ProcessEnv, under: readonly string[] = []) => {
  const [program = '', ...args] = [...under, process.execPath, CLI, 'run']
  const { status, stderr } = spawnSync(program, args, { env, encoding: 'utf8', timeout: 60_000 })
  return { status, stderr }
}
/** Starts a daemon. @returns its end. */
const daemon = async (t: TestContext, env: NodeJS.ProcessEnv) => {
  const child = spawn(process.execPath, [CLI, 'run', '--log', 'json'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const gone = once(child, 'exit')
  for await (const line of createInterface(child.stdout)) if (JSON.parse(line).msg === 'ready') break
  child.stdout.resume()
  return {
    pid: child.pid,
    end: async () => {
      child.kill('SIGTERM')
      return (await gone)[0]
    },
  }
}
/** What lies below a folder, with its mode, owner and text: nothing of it may change by being refused. */
const picture = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true }).map(entry => {
    const place = path.join(entry.parentPath, entry.name)
    const { mode, uid, mtimeMs } = lstatSync(place)
    return [place, mode, uid, mtimeMs, entry.isFile() ? readFileSync(place, 'base64') : ''].join(' ')
  })

const STRANGER = 65_534
const loose: { why: string; skip?: boolean; make: (state: string, root: string) => void; says: RegExp }[] = [
  {
    why: 'it may be written to by all',
    make: state => chmodSync(state, 0o777),
    says: /state may be written to by others/,
  },
  {
    why: 'its group may write to it',
    make: state => chmodSync(state, 0o731),
    says: /state may be written to by others/,
  },
  {
    why: 'it belongs to another account',
    skip: !isRoot,
    make: state => chownSync(state, STRANGER, STRANGER),
    says: /state belongs to uid 65534, not to 0/,
  },
  {
    why: 'it is a link',
    make: (state, root) => {
      renameSync(state, path.join(root, 'elsewhere'))
      symlinkSync(path.join(root, 'elsewhere'), state)
    },
    says: /state is not a folder, or is a link to one/,
  },
  {
    why: 'it is a link to nothing',
    make: (state, root) => {
      rmSync(state, { recursive: true })
      symlinkSync(path.join(root, 'nothing'), state)
    },
    says: /EEXIST|ENOENT|is a link/,
  },
  {
    why: 'its private part lets others in',
    make: state => chmodSync(path.join(state, 'private'), 0o755),
    says: /private lets others in \(mode 755\)/,
  },
  {
    why: 'its private part is a link',
    make: (state, root) => {
      renameSync(path.join(state, 'private'), path.join(root, 'elsewhere'))
      symlinkSync(path.join(root, 'elsewhere'), path.join(state, 'private'))
    },
    says: /private is not a folder/,
  },
  {
    why: 'the key lets others read it',
    make: state => chmodSync(path.join(state, 'private/identity.pem'), 0o640),
    says: /identity\.pem.*others may use it \(mode 640\)/,
  },
  {
    why: 'the key is a link',
    make: (state, root) => {
      renameSync(path.join(state, 'private/identity.pem'), path.join(root, 'key'))
      symlinkSync(path.join(root, 'key'), path.join(state, 'private/identity.pem'))
    },
    says: /identity\.pem.*it is a link/,
  },
  {
    why: 'the ledger lets others read it',
    make: state => chmodSync(path.join(state, 'private/ledger.db'), 0o604),
    says: /ledger\.db lets others in \(mode 604\)/,
  },
  {
    why: 'the ledger belongs to another account',
    skip: !isRoot,
    make: state => chownSync(path.join(state, 'private/ledger.db'), STRANGER, STRANGER),
    says: /ledger\.db belongs to uid 65534/,
  },
]

test('F08: a state folder that others could have touched is refused in one sentence, and nothing in it is changed or followed', {
  skip: !linux,
}, async t => {
  const whole = scratch(t)
  const first = await daemon(t, whole.env)
  assert.equal(await first.end(), 0)
  for (const { why, skip, make, says } of loose)
    await t.test(why, { skip: skip === true }, async t => {
      const { root, state, env } = scratch(t)
      spawnSync('cp', ['-a', whole.state, state])
      make(state, root)
      const before = picture(root)
      const { status, stderr } = await refusalHere(env)
      assert.equal(status, 2, stderr)
      assert.match(stderr, says)
      assert.match(stderr, /^waymark: [^\n]+\n$/)
      assert.deepEqual(picture(root), before)
    })
})

for (const [why, isThere] of [
  ['that is new', false],
  ['that was used before', true],
] as const)
  test(`F07: a state folder ${why}, on a disk that cannot be written: one sentence, and exit code 2`, {
    skip: mayMount ? false : 'needs a mount namespace of its own',
  }, async t => {
    const { root, state, env } = scratch(t)
    if (isThere) {
      const first = await daemon(t, env)
      assert.equal(await first.end(), 0)
    }
    const before = picture(root)
    const script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    const { status, stderr } = refusal(env, ['unshare', ...inOwn, 'sh', '-c', script, root])
    assert.equal(status, 2, stderr)
    assert.match(stderr, /^waymark: [^\n]*(?:read-only|cannot be (?:opened|written))[^\n]*\n$/)
    assert.deepEqual(picture(root), before)
    assert.equal(existsSync(state), isThere)
  })

test('F14: a second agent on the same state folder ends and names the first, which goes on', {
  skip: !linux,
}, async t => {
  const { env } = scratch(t)
  const first = await daemon(t, env)
  const { status, stderr } = refusal(env)
  assert.equal(status, 2, stderr)
  assert.match(
    stderr,
    new RegExp(`^waymark: another waymark agent \\(pid ${first.pid}\\) has \\S+ open: stop it first\\n$`),
  )
  assert.equal(await first.end(), 0)
})
