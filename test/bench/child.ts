import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** A process of a bench's own: takes one task by its channel, says what it has to say by messages. */
export type Child<Said> = {
  readonly pid: number
  /** @returns the first message that fits, those before it forgotten. @throws when the child ends before. */
  said<K extends keyof Said & string>(key: K): Promise<Said & Required<Pick<Said, K>>>
  tell(message: object): void
  /** Asks it to end, and waits until it has. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

export const startChild = <Said extends object>(
  script: string,
  task: object,
  execArgv: readonly string[] = [],
): Child<Said> => {
  const child: ChildProcess = fork(script, [], {
    execArgv: [...execArgv],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const gone = once(child, 'exit')
  const heard: Said[] = []
  const waiting = new Set<() => void>()
  let over = false
  const wake = (): void => {
    for (const go of waiting) go()
    waiting.clear()
  }
  child.on('message', message => {
    heard.push(message as Said)
    wake()
  })
  void gone.then(() => {
    over = true
    wake()
  })
  child.send(task)
  return {
    pid: child.pid ?? 0,
    said: async key => {
      for (;;) {
        const at = heard.findIndex(message => key in message)
        if (at !== -1) return heard.splice(0, at + 1)[at] as Said & Required<Pick<Said, typeof key>>
        if (over) throw new Error(`${script} ended before it said ${key}`)
        await new Promise<void>(resolve => waiting.add(resolve))
      }
    },
    tell: message => child.send(message),
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      await gone
    },
  }
}

/** In the child: the task that it was started with. */
export const taskOfChild = async <Task>(): Promise<Task> => {
  const [task] = (await once(process, 'message')) as [Task]
  return task
}
export const say = (message: object): void => {
  process.send?.(message)
}
