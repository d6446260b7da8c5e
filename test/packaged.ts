import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { arch } from 'node:process'
import { createInterface } from 'node:readline'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { promisify } from 'node:util'
import * as z from 'zod'
import { authority, writePair } from '../console/tls/scratch.ts'
import { PROCESSORS, packageLinux } from '../installers/package-linux.ts'
import { type Api, openApi } from './e2e/api.ts'

/** What `npm run package -- linux` makes, in a scratch folder that holds nothing of the repository, and run from there. */

const ROOT = join(import.meta.dirname, '..')
const READY_WITHIN = 120_000

const Ran = z.object({ code: z.int(), stdout: z.string(), stderr: z.string() })
type Ran = z.infer<typeof Ran>

export type Packaged = {
  /** What is installed. */
  readonly program: string
  /** The scratch home of its user. */
  readonly home: string
  /** One verb of the employee's command line. */
  readonly verb: (...args: readonly string[]) => Promise<Ran>
  /** What its processes have in their environment, and nothing else. */
  readonly env: Readonly<Record<string, string>>
  readonly remove: () => Promise<void>
}

export const packaged = async (): Promise<Packaged> => {
  const processor = PROCESSORS.find(each => each === arch)
  if (processor === undefined) throw new Error(`nothing is packaged for ${arch}`)
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'waymark-packaged-')))
  const program = join(dir, 'program')
  const home = join(dir, 'home')
  await mkdir(home)
  await packageLinux(program, processor)
  const env = { PATH: '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8', WAYMARK_HOME: join(dir, 'state') }
  const verb = async (...args: readonly string[]): Promise<Ran> => {
    try {
      const ran = await promisify(execFile)(join(program, 'waymark'), args, { cwd: dir, env, timeout: 60_000 })
      return { code: 0, ...ran }
    } catch (error) {
      const ran = Ran.safeParse(error)
      if (!ran.success) throw error
      return ran.data
    }
  }
  return { program, home, env, verb, remove: () => rm(dir, { recursive: true, force: true }) }
}

export type Running = { readonly pid: number; readonly said: () => string; readonly stop: () => Promise<number | null> }

/** A child whose lines are JSON; resolves with the first that `isReady` takes. */
const startUntil = async <T>(
  child: ChildProcess,
  isReady: (line: unknown) => T | null,
): Promise<{ readonly ready: T; readonly running: Running }> => {
  let said = ''
  const ended = new Promise<number | null>(done => child.once('exit', done))
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  child.stderr?.setEncoding('utf8').on('data', text => {
    said += text
  })
  if (child.stdout === null) throw new Error('its standard output is not piped')
  createInterface({ input: child.stdout }).on('line', line => {
    said += `${line}\n`
    const ready = isReady(JSON.parse(line))
    if (ready !== null) resolve(ready)
  })
  const late = setTimeout(() => reject(new Error(`not ready in time: ${said}`)), READY_WITHIN)
  void ended.then(code => reject(new Error(`ended (${code}): ${said}`)))
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    return ended
  }
  try {
    return { ready: await promise, running: { pid: child.pid ?? 0, said: () => said, stop } }
  } catch (error) {
    await stop()
    throw error
  } finally {
    clearTimeout(late)
  }
}

const QuickStart = z.object({ url: z.url(), apiToken: z.string(), enrollToken: z.string() })

export type PackagedAgent = Omit<Running, 'stop'> & {
  readonly device: string
  readonly api: Api
  readonly stop: () => Promise<void>
}

/**
 * The installed daemon, confined to its scratch home, and a console from the repository to which it is enrolled: over
 * TLS with `trust.ca`, as in a company.
 */
export const startPackaged = async ({ program, home, env }: Packaged): Promise<PackagedAgent> => {
  const { ca, leaf } = await authority()
  const files = await writePair(home, leaf)
  const trusted = join(home, 'ca.pem')
  await writeFile(trusted, ca.cert)
  // For the API, which is asked from here.
  setDefaultCACertificates([...getCACertificates('default'), ca.cert])
  const console = await startUntil(
    spawn(process.execPath, [join(ROOT, 'console', 'cli.ts'), 'serve', '--quick-start'], {
      cwd: ROOT,
      env: { ...env, WAYMARK_LISTEN: '127.0.0.1:0', WAYMARK_TLS_CERT: files.cert, WAYMARK_TLS_KEY: files.key },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
    line => QuickStart.safeParse(line).data ?? null,
  )
  const { url, apiToken, enrollToken } = console.ready
  try {
    const agent = await startUntil(
      spawn(join(program, 'waymark'), ['run', '--log', 'json'], {
        cwd: '/',
        env: {
          ...env,
          WAYMARK_CONSOLE: url,
          WAYMARK_ENROLL_TOKEN: enrollToken,
          WAYMARK_TRUST_CA: trusted,
          WAYMARK_SENSORS_HOMES: home,
          WAYMARK_NOTICES_ACCOUNTS: 'nobody-here',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
      line => z.object({ msg: z.literal('ready'), device: z.string() }).safeParse(line).data?.device ?? null,
    )
    const stop = async (): Promise<void> => {
      await agent.running.stop()
      await console.running.stop()
    }
    return { ...agent.running, device: agent.ready, api: openApi(url, apiToken), stop }
  } catch (error) {
    await console.running.stop()
    throw error
  }
}
