import { appendOver } from './append.ts'
import { auditOver } from './audit-rows.ts'
import type { BulkIn } from './bulk.ts'
import { decisionsOver } from './decide.ts'
import { detectionOver, detectionsOver } from './detection-rows.ts'
import { deviceOver, devicesOver } from './device-rows.ts'
import { enrolmentsOver } from './enrol.ts'
import { entriesOver } from './entry-rows.ts'
import { eraseOver } from './erase.ts'
import { ledgersOver } from './ledger-rows.ts'
import { daysOver, deadlinesOver, fleetCountsOver, useOver, verdictCountsOver } from './numbers.ts'
import { policiesOver } from './policy-rows.ts'
import { signInOver } from './sign-in-rows.ts'
import type { Store } from './store.ts'
import type { Db } from './tables.ts'
import { tokensOver } from './token-rows.ts'
import { unknownUseOver } from './unknown-rows.ts'

/** The store over any database that Kysely speaks to. */
export const storeOver = (db: Db, bulkIn: BulkIn): Omit<Store, 'ready' | 'close'> => ({
  ...ledgersOver(db),
  ...policiesOver(db),
  ...tokensOver(db),
  ...signInOver(db),
  ...auditOver(db),
  ...useOver(db),
  ...appendOver(db, bulkIn),
  ...enrolmentsOver(db, bulkIn),
  ...decisionsOver(db, bulkIn),
  erase: eraseOver(db),
  devices: devicesOver(db),
  device: deviceOver(db),
  detections: detectionsOver(db),
  detection: detectionOver(db),
  entries: entriesOver(db),
  unknownUse: unknownUseOver(db),
  fleetCounts: fleetCountsOver(db),
  verdictCounts: verdictCountsOver(db),
  days: daysOver(db),
  deadlines: deadlinesOver(db),
})
