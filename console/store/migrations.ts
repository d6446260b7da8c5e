import type { Migration } from 'kysely/migration'
import { begin } from './migrations/0001-begin.ts'
import { origin } from './migrations/0002-origin.ts'
import { states } from './migrations/0003-states.ts'

/** Every step that the tables have taken, in order. A step that has been released is never changed. */
export const MIGRATIONS: Record<string, Migration> = {
  '0001-begin': { up: begin },
  '0002-origin': { up: origin },
  '0003-states': { up: states },
}
