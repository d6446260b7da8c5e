import type { Verdict } from '../../policies/decide/words.ts'
import type { Tx } from './tables.ts'

export const DAY = 86_400_000

/** @returns 00:00 UTC of that instant's day. */
export const dayOf = (at: number): number => at - (at % DAY)

/**
 * Keeps the counts of the day while detections come and go, so that a trend is read without counting. A device counts
 * once a day and verdict, however often it comes and goes. Days are those of arrival: a late report changes no past day.
 */
export const countChange = async (tx: Tx, device: string, verdict: Verdict, by: 1 | -1, at: number): Promise<void> => {
  const before = await tx
    .selectFrom('deviceVerdict')
    .select(['open', 'lastDay'])
    .where('device', '=', device)
    .where('verdict', '=', verdict)
    .executeTakeFirst()
  const was = before?.open ?? 0
  const open = was + by
  const day = await openDay(tx, verdict, dayOf(at))
  await tx
    .insertInto('deviceVerdict')
    .values({ device, verdict, open, lastDay: day })
    .onConflict(c => c.columns(['device', 'verdict']).doUpdateSet({ open, lastDay: day }))
    .execute()
  const came = was === 0 && by === 1
  const went = open === 0 && by === -1
  if (!came && !went) return
  const firstToday = came && before?.lastDay !== day
  await tx
    .updateTable('dayCount')
    .set(eb => ({ had: eb('had', '+', firstToday ? 1 : 0), atEnd: eb('atEnd', '+', came ? 1 : -1) }))
    .where('day', '=', day)
    .where('verdict', '=', verdict)
    .execute()
}

/** Begins the day's row with what the last one ended with. @returns the day, never one before the last. */
const openDay = async (tx: Tx, verdict: Verdict, day: number): Promise<number> => {
  const last = await tx
    .selectFrom('dayCount')
    .select(['day', 'atEnd'])
    .where('verdict', '=', verdict)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last !== undefined && last.day >= day) return last.day
  const carried = last?.atEnd ?? 0
  await tx.insertInto('dayCount').values({ day, verdict, had: carried, atEnd: carried }).execute()
  return day
}
