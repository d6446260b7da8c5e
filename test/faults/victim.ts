import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A process that this test has started, and so may kill: by its handle, never by a number or a name from elsewhere. */
export type Victim = {
  /** To be looked at, never to be signalled. */
  readonly pid: number
  /** All lines of JSON that it has printed so far. */
  said(): readonly Record<string, unknown>[]
  /** @returns the next line of JSON that it prints for which `wanted` holds. @throws when it ends first. */
  line(wanted: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>
  /** Sends it the signal, and waits until it is gone. @returns its exit code, null where the signal ended it. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>
}

export type Under = {
  /** What starts the program in its circumstances, as `nsenter` does: it becomes it, and is no parent. */
  readonly by?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** @param module what Node runs. */
export const start = (module: string, args: readonly string[], { by = [], env = {} }: Under = {}): Victim => {
  const [program = '', ...rest] = [...by, process.execPath, module, ...args]
  const child: ChildProcess = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const gone = once(child, 'exit') as Promise<[number | null]>
  const all: Record<string, unknown>[] = []
  let read = 0
  const waiting = new Set<() => void>()
  let over = false
  const wake = (): void => {
    for (const go of waiting) go()
    waiting.clear()
  }
  if (child.stdout)
    createInterface(child.stdout).on('line', line => {
      all.push(JSON.parse(line))
      wake()
    })
  gone.then(() => {
    over = true
    wake()
  })
  return {
    pid: child.pid ?? 0,
    said: () => all,
    line: async wanted => {
      for (;;) {
        while (read < all.length) {
          const line = all[read++]
          if (line !== undefined && wanted(line)) return line
        }
        if (over) throw new Error(`${module} ended before it said so`)
        await new Promise<void>(resolve => waiting.add(resolve))
      }
    },
    end: async signal => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      const [code] = await gone
      return code
    },
  }
}
