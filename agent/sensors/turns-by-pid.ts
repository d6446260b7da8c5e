import { openAtOnce } from './at-once.ts'

/** What is done for one pid is done one after another; for several at once, up to a limit. */
export type TurnsByPid = {
  /** It begins before this returns where nothing stands in its way. */
  readonly inTurn: <T>(pid: number, act: () => Promise<T>) => Promise<T>
  readonly busy: (pid: number) => boolean
}

export const turnsByPid = (most: number): TurnsByPid => {
  const last = new Map<number, Promise<unknown>>()
  const admitted = openAtOnce(most)
  return {
    inTurn: (pid, act) => {
      const before = last.get(pid)
      const mine = before === undefined ? admitted(act) : before.then(() => admitted(act))
      const settled = mine.then(
        () => {},
        () => {},
      )
      last.set(pid, settled)
      void settled.then(() => {
        if (last.get(pid) === settled) last.delete(pid)
      })
      return mine
    },
    busy: pid => last.has(pid),
  }
}
