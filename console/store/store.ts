import type { ForAccess } from './for-access.ts'
import type { ForFleet } from './for-fleet.ts'
import type { ForIntake } from './for-intake.ts'
import type { ForReading } from './for-reading.ts'
import type { ForRetention } from './for-retention.ts'
import type { ForRollout } from './for-rollout.ts'

/**
 * All that the console keeps, whichever database stands behind it. Each room takes the part it uses.
 * Every method is one transaction; a write that has resolved survives a power cut.
 */
export type Store = ForIntake &
  ForFleet &
  ForRollout &
  ForAccess &
  ForReading &
  ForRetention & {
    /** @throws when the database does not answer. */
    ready(): Promise<void>
    close(): Promise<void>
  }
