import type { Health } from './health/health.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Walk } from './ledger/verify.ts'
import type { Part } from './parts.ts'

/** Between two pages of a walk, and from the end of one walk to the next, ms. */
const PAGE = 50
const HOUR = 3_600_000

/**
 * Walks over the whole ledger after the start, and each hour again: whether it is still what was written. In pages, for
 * a hundred thousand entries take seconds; all of it is done within one heartbeat of the uplink.
 */
export const patrolling = (ledger: Pick<Ledger, 'walk'>, health: Pick<Health, 'raise'>): Part => ({
  name: 'patrol',
  stopWithin: 1_000,
  start: async () => {
    let timer: NodeJS.Timeout
    const step = (walk: Walk): void => {
      const { faults, isDone } = walk.next()
      for (const { seq, fault } of faults) health.raise('ledger-damaged', `entry ${seq}: ${fault}`, 'chain')
      timer = isDone ? setTimeout(() => step(ledger.walk()), HOUR) : setTimeout(() => step(walk), PAGE)
    }
    step(ledger.walk())
    return async () => clearTimeout(timer)
  },
})
