import type { Appended, Batch, ForIntake } from '../store/for-intake.ts'

export type Commits = {
  /** Resolves with what became of the batch, after the commit that holds it. @throws what the store threw. */
  take(batch: Batch): Promise<Appended>
  /** Resolves once nothing waits for the store. */
  settled(): Promise<void>
}

type Waiting = { readonly batch: Batch } & PromiseWithResolvers<Appended>

/**
 * Stores what many agents sent in one transaction: a commit waits for the disk, and a hundred batches can share the
 * wait. While one group is on its way the next one gathers, and there is none that waits for more to come.
 * @param most entries of a group, but for a batch that is larger alone: nobody else has a turn while SQLite writes.
 */
export const openCommits = (store: Pick<ForIntake, 'appendMany'>, most: number): Commits => {
  let waiting: Waiting[] = []
  let running: Promise<void> | null = null

  const nextGroup = (): Waiting[] => {
    let entries = 0
    const end = waiting.findIndex(({ batch }, i) => {
      entries += batch.entries.length
      return entries > most && i > 0
    })
    const group = end === -1 ? waiting : waiting.slice(0, end)
    waiting = end === -1 ? [] : waiting.slice(end)
    return group
  }
  const storeAll = async (group: readonly Waiting[]): Promise<void> => {
    const answers = await store.appendMany(group.map(({ batch }) => batch))
    for (const [i, one] of group.entries()) {
      const answer = answers[i]
      if (answer === undefined) one.reject(new Error('the store gave no answer'))
      else one.resolve(answer)
    }
  }
  const storeGroup = async (group: readonly Waiting[]): Promise<void> => {
    try {
      await storeAll(group)
    } catch (error) {
      // One batch that the store cannot take must not cost the others theirs: each has its own try.
      if (group.length === 1) group[0]?.reject(error)
      else for (const one of group) await storeGroup([one])
    }
  }
  const run = async (): Promise<void> => {
    // All that this turn of the loop reads from sockets goes into one group.
    await new Promise(resolve => setImmediate(resolve))
    while (waiting.length > 0) {
      await storeGroup(nextGroup())
      await new Promise(resolve => setImmediate(resolve))
    }
    running = null
  }

  return {
    take: batch => {
      const one = { batch, ...Promise.withResolvers<Appended>() }
      waiting.push(one)
      running ??= run()
      return one.promise
    },
    settled: async () => {
      while (running !== null) await running
    },
  }
}
