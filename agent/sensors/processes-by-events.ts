import type { KernelEvents } from './kernel-events.ts'
import type { ProcessLooks } from './process-looks.linux.ts'
import type { ProcessNews, ProcessSensor } from './processes.ts'

const NOBODY: ProcessNews = { started: () => {}, ended: () => {} }

/** When a process is looked at that is only about to run its program, ms. */
const AGAIN = [0, 1, 5, 20]
/** Children of what has ended that never ran a program of their own are looked for after this, ms. */
const ORPHANS = 250

/** Makes a sensor of what the kernel tells; the walk finds only what it could not tell. */
export const sensorByEvents = (looks: ProcessLooks, kernel: KernelEvents, every: number): ProcessSensor => {
  let news = NOBODY
  let last: Promise<unknown> = Promise.resolve()
  const walk = (): ReturnType<ProcessLooks['walk']> => {
    const walked = last.then(() => looks.walk(news))
    last = walked.catch(() => {})
    return walked
  }
  const watch: ProcessSensor['watch'] = async listener => {
    news = listener
    const timers = new Set<NodeJS.Timeout>()
    const after = (delay: number, act: () => void): void => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        act()
      }, delay)
      timers.add(timer)
    }
    let walkDue = false
    let orphansDue = false
    const stop = kernel.onLaunches({
      launched: (pid, files, sure) => {
        if (sure) looks.launched(pid, files, news)
        else
          for (const delay of AGAIN) after(delay, () => looks.launched(pid, delay === AGAIN.at(-1) ? files : [], news))
      },
      exited: pid => {
        if (!looks.exited(pid, news) || orphansDue) return
        orphansDue = true
        after(ORPHANS, () => {
          orphansDue = false
          void looks.peek(news).catch(() => {})
        })
      },
      lost: () => {
        // One walk that begins after the loss makes up for any number of them.
        if (walkDue) return
        walkDue = true
        after(0, () => {
          walkDue = false
          void walk().catch(() => {})
        })
      },
    })
    // A walk that failed says so in the next snapshot; the one after it may succeed.
    await walk().catch(() => {})
    const walks = setInterval(() => void walk().catch(() => {}), every)
    return async () => {
      stop()
      clearInterval(walks)
      for (const timer of timers) clearTimeout(timer)
      news = NOBODY
      await last
    }
  }
  return { snapshot: walk, watch }
}
