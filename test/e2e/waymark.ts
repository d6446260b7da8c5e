import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import * as z from 'zod'
import { type Api, openApi } from './api.ts'

/** A whole `npm start` with a state of its own, a port of its own, and a scratch folder as home of its user. */
const Ready = z.strictObject({
  url: z.url(),
  signIn: z.url(),
  apiToken: z.string(),
  device: z.string().regex(/^d-[0-9a-f]{32}$/),
  pid: z.strictObject({ console: z.int(), agent: z.int() }),
})

export type Place = {
  /** The user's home: what is installed here is what the agent sees. */
  readonly home: string
  /** WAYMARK_HOME. */
  readonly state: string
  readonly remove: () => Promise<void>
}

export type Waymark = z.infer<typeof Ready> & {
  readonly api: Api
  /** What it told beside the one line: on stderr, where `--json` was asked for. */
  readonly told: () => string
  /** Lines of stdout; with `--json` exactly one. */
  readonly lines: () => readonly string[]
  /** Ctrl-C: to the whole group, as a terminal sends it; `alone` to the one process. @returns how it ended. */
  readonly stop: (
    signal?: 'SIGINT' | 'SIGTERM' | 'SIGKILL',
    alone?: 'alone',
  ) => Promise<{ code: number | null; signal: string | null }>
  /** Every process that works in this state now. */
  readonly processes: () => number[]
}

const ROOT = join(import.meta.dirname, '..', '..')
const READY_WITHIN = 180_000

export const scratchPlace = async (): Promise<Place> => {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'waymark-e2e-')))
  const place = { home: join(dir, 'home'), state: join(dir, 'state') }
  await mkdir(place.home)
  return { ...place, remove: () => rm(dir, { recursive: true, force: true }) }
}

/** Processes whose environment names this WAYMARK_HOME. */
const workingIn = (state: string): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`WAYMARK_HOME=${state}`)
      } catch {
        return false
      }
    })
    .map(Number)

/** Where a desktop session would be found is left out, unless a test names one. */
const environment = (place: Place, more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}`,
  HOME: place.home,
  LANG: 'C.UTF-8',
  WAYMARK_HOME: place.state,
  WAYMARK_PORT: '0',
  npm_config_cache: join(dirname(place.home), 'npm'),
  npm_config_loglevel: 'error',
  ...more,
})

/** @throws Error with all that was said, when it ends or is not ready within three minutes. */
export const startWaymark = async (
  place: Place,
  more: Readonly<Record<string, string>> = {},
  /** As a person types it; else what `npm start` runs, so that its process is at hand. */
  by: 'npm' | 'node' = 'node',
): Promise<Waymark> => {
  const [file, args] =
    by === 'npm' ? ['npm', ['-s', 'start', '--', '--json']] : [process.execPath, [join(ROOT, 'start.ts'), '--json']]
  const child: ChildProcess = spawn(file, args, {
    cwd: ROOT,
    env: environment(place, more),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let told = ''
  child.stderr?.setEncoding('utf8').on('data', text => {
    told += text
  })
  const ended = new Promise<{ code: number | null; signal: string | null }>(done => {
    child.once('exit', (code, signal) => done({ code, signal }))
  })
  const lines: string[] = []
  const ready = Promise.withResolvers<z.infer<typeof Ready>>()
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', line => {
      lines.push(line)
      try {
        ready.resolve(Ready.parse(JSON.parse(line)))
      } catch (error) {
        ready.reject(new Error(`not the ready line: ${line}`, { cause: error }))
      }
    })
  }
  const late = setTimeout(() => ready.reject(new Error(`not ready in time: ${told}`)), READY_WITHIN)
  void ended.then(({ code }) => ready.reject(new Error(`npm start ended (${code}): ${told}`)))
  const stop: Waymark['stop'] = async (signal = 'SIGINT', alone) => {
    const pid = child.pid ?? 0
    if (child.exitCode === null && child.signalCode === null) process.kill(alone === 'alone' ? pid : -pid, signal)
    return ended
  }
  const processes = (): number[] => workingIn(place.state)
  try {
    const said = await ready.promise
    return { ...said, api: openApi(said.url, said.apiToken), told: () => told, lines: () => lines, stop, processes }
  } catch (error) {
    await stop('SIGTERM')
    throw error
  } finally {
    clearTimeout(late)
  }
}

/** One verb of the employee's command line, on the agent of this place. */
export const waymarkVerb = async (
  place: Place,
  ...args: readonly string[]
): Promise<{ code: number; stdout: string; stderr: string }> => {
  const cli = [join(ROOT, 'agent', 'cli.ts'), ...args]
  const options = { cwd: ROOT, env: environment(place, {}), maxBuffer: 64 * 1024 * 1024, timeout: 60_000 }
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, cli, options)) }
  } catch (error) {
    const ran = z.object({ code: z.int(), stdout: z.string(), stderr: z.string() }).safeParse(error)
    if (!ran.success) throw error
    return ran.data
  }
}
