import type { LaunchNews, ProgramFile } from './kernel-events.ts'

/**
 * Puts together what two sources tell of a launch: the files that were opened for it, and that it has happened. Pure.
 * Of each process all openings must be told before the launch that they belong to. One may come too early: of a process
 * that runs another program at once, the first launch then has the files of both, and the second has none.
 */
export type Launches = {
  readonly opened: (pid: number, file: ProgramFile) => void
  readonly executed: (pid: number) => void
  readonly exited: (pid: number) => void
  readonly lost: () => void
  /** All that had come has been told. */
  readonly drained: () => void
}

/** The loader of shared libraries is opened for nearly every program, and is itself one. */
const LOADER = /^ld[-\w.]*\.so(?:\.\d+)*$/
export const isLoader = (name: string): boolean => LOADER.test(name)

/** Launches that were begun and came to nothing are forgotten when there are more than these. */
const MOST = 20_000

/** Where the process connector tells that a launch has happened. */
export const joinedLaunches = (news: LaunchNews): Launches => {
  const pending = new Map<number, ProgramFile[]>()
  /** The script of a process that runs `env`, which runs its interpreter next. */
  const scripts = new Map<number, ProgramFile>()
  return {
    opened: (pid, file) => {
      const files = pending.get(pid)
      if (files !== undefined) files.push(file)
      else {
        if (pending.size >= MOST) pending.clear()
        pending.set(pid, [file])
      }
    },
    executed: pid => {
      const opened = pending.get(pid) ?? []
      pending.delete(pid)
      const programs = opened.length > 1 ? opened.filter(({ name }) => !isLoader(name)) : opened
      const [script] = programs
      if (script !== undefined && programs.length > 1 && programs.at(-1)?.name === 'env') {
        scripts.set(pid, script)
        return
      }
      const carried = scripts.get(pid)
      scripts.delete(pid)
      news.launched(pid, carried === undefined ? programs : [carried, ...programs], true)
    },
    exited: pid => {
      pending.delete(pid)
      scripts.delete(pid)
      news.exited(pid)
    },
    lost: () => {
      pending.clear()
      scripts.clear()
      news.lost()
    },
    drained: () => {},
  }
}

/** Where nobody tells that it has happened: each opening is a launch that is about to be. */
export const guessedLaunches = (news: LaunchNews): Launches => {
  // The loader is opened just after its program: in the same batch of events, or in the next.
  let [now, before] = [new Set<number>(), new Set<number>()]
  return {
    opened: (pid, file) => {
      if (isLoader(file.name) && (now.has(pid) || before.has(pid))) return
      now.add(pid)
      news.launched(pid, [file], false)
    },
    executed: () => {},
    exited: () => {},
    lost: news.lost,
    drained: () => {
      ;[now, before] = [new Set(), now]
    },
  }
}
