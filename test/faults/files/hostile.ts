import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { appendFile, chmod, mkdir, mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import * as z from 'zod'
import { makeHostile } from './hostile-home.ts'

const HOUSE = path.join(import.meta.dirname, '../../..')
const CLI = path.join(HOUSE, 'agent/cli.ts')
const NotSeen = z.object({ notSeen: z.array(z.object({ what: z.string(), why: z.string() })) })
const Loop = z.object({ loop: z.object({ p50: z.number(), p99: z.number(), max: z.number(), turns: z.number() }) })

export type Met = {
  readonly told: readonly { readonly file: string; readonly as: string | null; readonly expected: RegExp }[]
  /** How late the daemon's turns were, ms. */
  readonly loop: z.infer<typeof Loop>['loop']
}

/**
 * A daemon that looks at a hostile home, and what it says of that.
 * @param entries of the folder with too many.
 * @param stir ms: how long files change after that, so that it looks again and again; its turns are counted from there on.
 */
export const meetHostile = async (entries: number, stir = 0): Promise<Met> => {
  const dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-hostile-')))
  await chmod(dir, 0o755)
  const [home, state] = [path.join(dir, 'home'), path.join(dir, 'state')]
  await mkdir(home)
  const hostile = makeHostile(home, entries)
  await givePolicy(state)
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    LANG: 'C.UTF-8',
    STALL_AT: hostile.stalled,
    WAYMARK_STATE_DIR: state,
    WAYMARK_CONSOLE: CONSOLE,
    WAYMARK_SENSORS_HOMES: home,
    WAYMARK_NOTICES_ACCOUNTS: 'nobody-at-all',
  }
  const loop = path.join(import.meta.dirname, 'watched-loop.ts')
  const daemon = spawn('unshare', ['--mount', process.execPath, '--import', loop, CLI, 'run', '--log', 'json'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  daemon.stderr.setEncoding('utf8').on('data', text => {
    said += text
  })
  try {
    const status = async () => {
      const asked = promisify(execFile)(process.execPath, [CLI, 'status', '--json'], { env, timeout: 30_000 })
      const { stdout } = await asked.catch(error => z.object({ stdout: z.string() }).parse(error))
      const answer = NotSeen.safeParse(JSON.parse(stdout || '{}'))
      return answer.success ? answer.data.notSeen : []
    }
    const why = (seen: { what: string; why: string }[], file: string): string | null =>
      seen.find(({ what }) => what.endsWith(`/${file}`))?.why ?? null
    let seen: { what: string; why: string }[] = []
    for (let i = 0; i < 25 && !hostile.told.every(([file]) => why(seen, file) !== null); i++) {
      assert.equal(daemon.exitCode, null, `it ended: ${said}`)
      await sleep(1_000)
      seen = await status()
    }
    if (stir > 0) daemon.kill('SIGUSR2')
    for (const end = performance.now() + stir; performance.now() < end; ) {
      for (const file of STIRRED) await appendFile(path.join(home, file), ' ')
      await sleep(500)
    }
    const gone = once(daemon, 'exit')
    daemon.kill('SIGTERM')
    assert.deepEqual(await gone, [0, null], said)
    const line = said.split('\n').find(each => each.startsWith('{"loop"')) ?? assert.fail(said)
    return {
      told: hostile.told.map(([file, expected]) => ({ file, as: why(seen, file), expected })),
      loop: Loop.parse(JSON.parse(line)).loop,
    }
  } finally {
    daemon.kill('SIGKILL')
    hostile.remove()
    await promisify(execFile)('rm', ['-rf', dir])
  }
}

/** Of those that cost most to read. */
const STIRRED = [
  '.factory/mcp.json',
  '.kiro/settings/mcp.json',
  '.local/share/JetBrains/IntelliJIdea2026.1/bomb/lib/bomb.jar',
]

/** Nobody listens there: a policy was published before, and the console is away. */
const CONSOLE = 'http://127.0.0.1:9/'

const givePolicy = async (state: string): Promise<void> => {
  const text = await readFile(path.join(HOUSE, 'policies/examples/approved-assistants.yaml'), 'utf8')
  const digest = createHash('sha256').update(text).digest('hex')
  const stored = { console: CONSOLE, policy: 'approved-assistants', serial: 1, digest, text }
  await mkdir(state, { mode: 0o711 })
  await mkdir(path.join(state, 'private'), { mode: 0o700 })
  await writeFile(path.join(state, 'private/policy.json'), JSON.stringify(stored), { mode: 0o600 })
}
