import { type ChildProcess, type ExecFileOptions, execFile, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { waitFor } from './pty.ts'

/** A desktop session of its own: an X server without a screen, a session bus, and dunst, a real notification daemon. */
export type Desktop = {
  /** What a program needs to show something there. */
  readonly env: { readonly DISPLAY: string; readonly DBUS_SESSION_BUS_ADDRESS: string; readonly HOME: string }
  /** What dunst shows or has shown, newest first: text as the daemon took it, and as it renders it. */
  readonly notices: () => Promise<{ readonly title: string; readonly body: string; readonly app: string }[]>
  /** Takes a picture of the screen, a PNG. @throws Error where nothing is painted on it within 5 s. */
  readonly picture: (file: string) => Promise<void>
  readonly end: () => Promise<void>
}

const run = promisify(execFile)
const NEEDED = ['Xvfb', 'dunst', 'dunstctl', 'dbus-daemon', 'notify-send', 'import']

const isInstalled = (program: string): boolean => {
  try {
    accessSync(`/usr/bin/${program}`, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** @returns why no desktop can be had here, or false. `.ci/run` sets WAYMARK_NO_SKIPS: there it has to be had. */
export const noDesktop = (): string | false => {
  const missing = NEEDED.filter(program => !isInstalled(program))
  if (missing.length === 0) return false
  const why = `not installed: ${missing.join(', ')}; see .ci/run for the packages`
  if (process.env.WAYMARK_NO_SKIPS === '1') throw new Error(why)
  return why
}

const DUNSTRC = `[global]
    width = (300, 560)
    height = (0, 400)
    origin = top-right
    offset = (24, 24)
    font = Sans 11
    markup = full
    format = "<b>%s</b>\\n%b"
    frame_width = 1
    padding = 14
    horizontal_padding = 16
    word_wrap = yes
    ignore_newline = no
    idle_threshold = 0
    show_indicators = no
    default_timeout = 0
[urgency_normal]
    background = "#f6f7f7"
    foreground = "#16211f"
    frame_color = "#0f766e"
    timeout = 0
`

/** The first line that a child writes to its fourth file descriptor. */
const firstLine = (child: ChildProcess): Promise<string> => {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let text = ''
  child.stdio[3]?.on('data', (part: Buffer) => {
    text += part.toString('utf8')
    if (text.includes('\n')) resolve(text.trim())
  })
  child.once('exit', code => reject(new Error(`${child.spawnfile} ended (${code})`)))
  return promise
}

/**
 * @param dir a scratch folder for the session's files.
 * @param as the account whose session it is; needs root. Absent: that of the test.
 */
export const startDesktop = async (
  dir: string,
  as: { readonly uid?: number; readonly gid?: number } = {},
): Promise<Desktop> => {
  const home = join(dir, 'desktop')
  await mkdir(join(home, 'dunst'), { recursive: true })
  await writeFile(join(home, 'dunst', 'dunstrc'), DUNSTRC)
  if (as.uid !== undefined && as.gid !== undefined) {
    for (const path of [dir, home, join(home, 'dunst')]) await chown(path, as.uid, as.gid)
  }
  const base = { PATH: '/usr/bin:/bin', HOME: home, XDG_CONFIG_HOME: home, XDG_RUNTIME_DIR: home, LANG: 'C.UTF-8' }
  const started: ChildProcess[] = []
  const start = (file: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess => {
    const child = spawn(file, args, { env, ...as, cwd: '/', stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
    started.push(child)
    return child
  }
  const end = async (): Promise<void> => {
    for (const child of started.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const gone = new Promise(done => child.once('exit', done))
      child.kill('SIGTERM')
      await gone
    }
  }
  try {
    const server = ['-displayfd', '3', '-screen', '0', '800x500x24', '-nolisten', 'tcp']
    const display = `:${await firstLine(start('/usr/bin/Xvfb', server, base))}`
    const bus = ['--session', '--nofork', '--print-address=3', `--address=unix:dir=${home}`]
    const address = await firstLine(start('/usr/bin/dbus-daemon', bus, { ...base, DISPLAY: display }))
    const env = { DISPLAY: display, DBUS_SESSION_BUS_ADDRESS: address, HOME: home }
    const all = { env: { ...base, ...env }, ...as, cwd: '/' }
    start('/usr/bin/dunst', [], all.env)
    const up = await waitFor(
      () =>
        run('/usr/bin/dunstctl', ['count'], all).then(
          () => true,
          () => false,
        ),
      10_000,
    )
    if (!up) throw new Error('dunst did not answer within 10 s')
    const empty = await screen(all)
    return {
      env,
      end,
      picture: async file => {
        const painted = await waitFor(async () => (await screen(all)).some((byte, at) => byte !== empty[at]), 5_000)
        if (!painted) throw new Error('nothing was painted on the screen')
        await writeFile(file, await screen(all, 'png:-'))
      },
      notices: async () => {
        // Only what is closed is in the history; closing is not what a person would see, so it is done last.
        await run('/usr/bin/dunstctl', ['close-all'], all)
        const { stdout } = await run('/usr/bin/dunstctl', ['history'], all)
        return listed(JSON.parse(stdout))
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** The pixels of the screen, as they are. */
const screen = async (options: ExecFileOptions, as = 'gray:-'): Promise<Buffer> => {
  const { stdout } = await run('/usr/bin/import', ['-window', 'root', '-depth', '8', as], {
    ...options,
    encoding: 'buffer',
    maxBuffer: 16 * 1024 * 1024,
  })
  return stdout
}

const field = (notice: unknown, name: string): string => {
  const value =
    typeof notice === 'object' && notice !== null ? Object.entries(notice).find(([key]) => key === name)?.[1] : null
  return typeof value === 'object' && value !== null && 'data' in value ? String(value.data) : ''
}
const listed = (history: unknown): { title: string; body: string; app: string }[] => {
  const data: unknown = typeof history === 'object' && history !== null && 'data' in history ? history.data : []
  const notices: unknown[] = Array.isArray(data) && Array.isArray(data[0]) ? data[0] : []
  return notices.map(one => ({ title: field(one, 'summary'), body: field(one, 'body'), app: field(one, 'appname') }))
}
