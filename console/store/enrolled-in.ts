import type { Db } from './tables.ts'

/** The devices of which numbers tell. */
export const enrolledIn = (db: Db) => db.selectFrom('device').select('device.id').where('device.state', '=', 'enrolled')
