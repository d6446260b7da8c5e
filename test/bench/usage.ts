import { readdirSync, readFileSync } from 'node:fs'

/** What processes take, as Linux counts it. All figures are of a process and everything that it started. */

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}

/** @returns `pid` and the processes below it that run now. */
export const treeOf = (pid: number): number[] => {
  const threads = threadsOf(pid)
  const children = threads.flatMap(thread => read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean))
  return [pid, ...children.flatMap(child => treeOf(Number(child)))]
}

const threadsOf = (pid: number): string[] => {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

/** Number after `key:`; in a file of memory, in bytes. */
const field = (text: string, key: string): number => {
  const [, value = '0', unit] = new RegExp(`^${key}:\\s+(\\d+)(?: (kB))?$`, 'm').exec(text) ?? []
  return Number(value) * (unit === 'kB' ? 1_024 : 1)
}

export type Spent = { readonly cpuMs: number; readonly voluntary: number; readonly involuntary: number }

/** A tick of /proc/PID/stat; Linux shows 100 a second on every machine. */
const TICK_MS = 10

/**
 * Processor time and context switches so far. Of children that have ended only the time is known, to 10 ms; of threads
 * that have ended, nothing.
 */
export const spentBy = (pid: number): Spent => {
  const ended = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? []
  const ofEnded = (Number(ended[13] ?? 0) + Number(ended[14] ?? 0)) * TICK_MS
  const threads = treeOf(pid).flatMap(each => threadsOf(each).map(thread => `/proc/${each}/task/${thread}`))
  const all = threads.map(thread => {
    const status = read(`${thread}/status`)
    return {
      cpuMs: Number(read(`${thread}/schedstat`).split(' ')[0]) / 1e6,
      voluntary: field(status, 'voluntary_ctxt_switches'),
      involuntary: field(status, 'nonvoluntary_ctxt_switches'),
    }
  })
  const sum = (of: (spent: Spent) => number): number => all.reduce((total, each) => total + of(each), 0)
  return {
    cpuMs: ofEnded + sum(({ cpuMs }) => cpuMs),
    voluntary: sum(({ voluntary }) => voluntary),
    involuntary: sum(({ involuntary }) => involuntary),
  }
}

/**
 * Bytes. `private`: its own, of no file, which nothing can bring back. `clean`: of files that nobody else maps just
 * now, dirty ones too, as those of a program are that was installed a moment ago; it passes from one process to the other as either lets go of a page of the Node that both run, so it is told apart.
 */
export type Memory = { readonly rss: number; readonly private: number; readonly clean: number }

export const memoryOf = (pid: number): Memory => {
  const maps = treeOf(pid).map(each => read(`/proc/${each}/smaps_rollup`))
  const sum = (...keys: readonly string[]): number =>
    maps.reduce((total, text) => total + keys.reduce((part, key) => part + field(text, key), 0), 0)
  return { rss: sum('Rss'), private: sum('Anonymous'), clean: sum('Private_Clean', 'Private_Dirty') - sum('Anonymous') }
}

/** Processes and threads that began on this machine since it started. */
export const forksSoFar = (): number => Number(/^processes (\d+)$/m.exec(read('/proc/stat'))?.[1] ?? 0)
