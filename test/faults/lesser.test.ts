import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chown, lchown, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { platform } from '../../agent/platform.ts'

/** Where rights or quotas are wanting, a look and the daemon work, say what they lack, and exit as they should. */

const linux = platform === 'linux' && process.getuid?.() === 0
const userNamespaces = linux && spawnSync('unshare', ['-Ur', 'true']).status === 0
const CLI = path.join(import.meta.dirname, '../../agent/cli.ts')
const dirs: string[] = []
const daemons: ChildProcess[] = []
after(async () => {
  for (const daemon of daemons) daemon.kill('SIGKILL')
  for (const dir of dirs) await rm(dir, { recursive: true, force: true })
})

type Lesser = {
  readonly what: string
  readonly skip: string | false
  readonly uid: number
  /** Puts a command into these circumstances. */
  readonly under: readonly string[]
  readonly lacks: RegExp
}
const quota = (...limits: string[]): string[] => [
  ...['unshare', '-Ur', 'sh', '-c'],
  `${limits.map(limit => `echo 0 > /proc/sys/user/${limit}`).join(' && ')} && exec "$0" "$@"`,
]
const LESSER: readonly Lesser[] = [
  {
    what: 'without root',
    skip: linux ? false : 'needs root on Linux',
    uid: 65534,
    under: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
    lacks: /needs CAP_SYS_ADMIN/,
  },
  {
    what: 'without fanotify, and with no inotify watch left',
    skip: userNamespaces ? false : 'needs root and user namespaces',
    uid: 0,
    under: quota('max_fanotify_groups', 'max_inotify_watches'),
    lacks: /fanotify/,
  },
]

const placeOf = async (uid: number) => {
  const dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-lesser-')))
  dirs.push(dir)
  const [home, state] = [path.join(dir, 'home'), path.join(dir, 'state')]
  await mkdir(home)
  await mkdir(state)
  const give = async (): Promise<void> => {
    await chown(dir, uid, uid)
    for (const name of await readdir(dir, { recursive: true })) await lchown(path.join(dir, name), uid, uid)
  }
  const install = async (): Promise<void> => {
    const root = path.join(home, '.npm-global/lib/node_modules/@anthropic-ai/claude-code')
    await mkdir(root, { recursive: true })
    await writeFile(path.join(root, 'package.json'), '{"name":"@anthropic-ai/claude-code","version":"2.1.112"}')
    await give()
  }
  await give()
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    LANG: 'C.UTF-8',
    WAYMARK_HOME: state,
    WAYMARK_SENSORS_HOMES: home,
  }
  return { home, env, install }
}
const command = (under: readonly string[], args: readonly string[]): [string, string[]] => {
  const [program = '', ...rest] = [...under, process.execPath, CLI, ...args]
  return [program, rest]
}

for (const { what, skip, uid, under, lacks } of LESSER) {
  test(`scan ${what}: 0 where nothing is banned, 1 where something is`, { skip }, async () => {
    const { home, env, install } = await placeOf(uid)
    const scan = () => spawnSync(...command(under, ['scan', '--json', '--home', home]), { env, encoding: 'utf8' })
    const clean = scan()
    assert.equal(clean.status, 0, clean.stderr)
    assert.deepEqual(JSON.parse(clean.stdout).detections, [])
    await install()
    const found = scan()
    assert.equal(found.status, 1, found.stderr)
    assert.deepEqual(
      JSON.parse(found.stdout).detections.map(({ tool, version }: Record<string, unknown>) => [tool, version]),
      [['claude-code', '2.1.112']],
    )
  })

  test(`the daemon ${what}: runs, tells what it lacks, and ends when asked`, { skip }, async () => {
    const { env } = await placeOf(uid)
    const daemon = spawn(...command(under, ['run', '--log', 'json']), { env, stdio: ['ignore', 'pipe', 'inherit'] })
    daemons.push(daemon)
    const ended = new Promise(resolve => daemon.once('exit', resolve))
    const ask = () => spawnSync(...command(under.slice(0, uid === 0 ? 0 : undefined), ['status', '--json']), { env })
    let answer = ask()
    for (let i = 0; i < 60 && answer.status === 2 && daemon.exitCode === null; i++) {
      await sleep(500)
      answer = ask()
    }
    const status = JSON.parse(answer.stdout.toString() || '{}')
    // Degraded, because no console is set; that a platform cannot do something is no degradation.
    assert.equal(answer.status, 1, answer.stderr.toString())
    assert.deepEqual(
      status.conditions.filter(({ severity }: Record<string, unknown>) => severity === 'degraded').length,
      1,
    )
    assert.match(JSON.stringify(status.unsupported), lacks)
    assert.ok(
      status.sensors.some((one: Record<string, unknown>) => one.sensor === 'processes' && one.state === 'working'),
    )
    daemon.kill('SIGTERM')
    assert.equal(await ended, 0)
  })
}
