import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { withoutNetwork } from '../no-network.ts'

/** A program in a pseudo-terminal of its own (util-linux `script`), without network. */
export type Pty = {
  /** The program itself, below `script`. */
  readonly pid: number
  /** Such as `/dev/pts/3`. */
  readonly terminal: string
  /** All that the terminal has been given so far, escape sequences included. */
  readonly shown: () => string
  readonly type: (text: string) => void
  /** Ends what was started here, and waits until it is gone. */
  readonly end: () => Promise<void>
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}
const below = (pid: number): number[] => childrenOf(pid).flatMap(child => [child, ...below(child)])

/** @returns whether a process has ended; one that nobody has collected yet has. */
export const isGone = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.startsWith('Z') ?? true
  } catch {
    return true
  }
}

/** @returns whether `holds` came true within `ms`. */
export const waitFor = async (holds: () => boolean | Promise<boolean>, ms: number, every = 50): Promise<boolean> => {
  for (const end = performance.now() + ms; performance.now() < end; await sleep(every)) {
    if (await holds()) return true
  }
  return holds()
}

/**
 * @param home HOME of the program, a scratch folder.
 * @throws Error with what the terminal showed, when the program does not come up.
 */
export const startInPty = async (
  program: string,
  args: readonly string[],
  { home, env = {} }: { readonly home: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Pty> => {
  const line = ['exec', quoted(program), ...args.map(quoted)].join(' ')
  const alone = withoutNetwork('script', ['-qfec', `stty rows 40 cols 100; ${line}`, '/dev/null'])
  const child: ChildProcess = spawn(alone.file, alone.args, {
    cwd: home,
    env: {
      PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      HOME: home,
      SHELL: '/bin/sh',
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', text => {
    output += text
  })
  child.stderr?.setEncoding('utf8').on('data', text => {
    output += text
  })
  const script = child.pid ?? 0
  const program_ = (): number | undefined => childrenOf(script)[0]
  const replaced = (): boolean => {
    const pid = program_()
    if (pid === undefined) return false
    return !/^(sh|dash|bash|stty|script)$/.test(readFileSync(`/proc/${pid}/comm`, 'utf8').trim())
  }
  const up = await waitFor(() => {
    try {
      return replaced()
    } catch {
      return false
    }
  }, 10_000)
  const pid = program_()
  if (!up || pid === undefined) throw new Error(`${program} did not come up: ${output}`)
  return {
    pid,
    terminal: readlinkSync(`/proc/${pid}/fd/0`),
    shown: () => output,
    type: text => child.stdin?.write(text),
    end: async () => {
      const ours = [script, ...below(script)]
      for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
        for (const one of ours.filter(one => !isGone(one))) {
          try {
            process.kill(one, signal)
          } catch {
            // It went in between.
          }
        }
        if (await waitFor(() => ours.every(isGone), 3_000)) return
      }
    },
  }
}
