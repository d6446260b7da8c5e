import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Verdict } from '../../policies/decide/words.ts'
import { DAY, dayOf } from './day-count.ts'
import { enrolledIn } from './enrolled-in.ts'
import type { ForReading, VerdictCount } from './for-reading.ts'
import type { Db } from './tables.ts'

const whereRunning = sql<string | null>`case when state = 'running' then device end`
const distinct = (of: RawBuilder<string | null>) => sql<number>`count(distinct ${of})`

export const fleetCountsOver =
  (db: Db): ForReading['fleetCounts'] =>
  async (silentBefore, connected = []) => {
    const described = db.selectFrom('device').where('platform', 'is not', null).where('state', '=', 'enrolled')
    const count = async (query: { executeTakeFirstOrThrow(): Promise<{ n: number }> }): Promise<number> =>
      (await query.executeTakeFirstOrThrow()).n
    const all = sql<number>`count(*)`.as('n')
    const some = sql<number>`count(distinct device)`.as('n')
    const listed = sql<SqlBool>`id in (select value from json_each(${JSON.stringify([...connected])}))`
    return {
      devices: await count(described.select(all)),
      connected: await count(described.select(all).where(listed)),
      pending: await count(db.selectFrom('device').select(all).where('state', '=', 'pending')),
      silent: await count(described.select(all).where('lastSeen', '<', silentBefore)),
      degraded: await count(db.selectFrom('condition').select(some).where('device', 'in', enrolledIn(db))),
      forked: await count(db.selectFrom('fork').select(some).where('device', 'in', enrolledIn(db))),
      twice: await count(
        db
          .selectFrom('flag')
          .select(some)
          .where('evidence', 'in', ['other-hardware', 'connected-in-turns'])
          .where('device', 'in', enrolledIn(db)),
      ),
    }
  }

export const verdictCountsOver =
  (db: Db): ForReading['verdictCounts'] =>
  async now => {
    const weekAgo = dayOf(now) - 7 * DAY
    const count = async (verdict: Verdict): Promise<VerdictCount> => {
      const open = await db
        .selectFrom('deviceVerdict')
        .select(sql<number>`count(*)`.as('n'))
        .where('verdict', '=', verdict)
        .where('open', '>', 0)
        .where('device', 'in', enrolledIn(db))
        .executeTakeFirstOrThrow()
      const running = await db
        .selectFrom('detection')
        .select(sql<number>`count(distinct device)`.as('n'))
        .where('verdict', '=', verdict)
        .where('state', '=', 'running')
        .where('device', 'in', enrolledIn(db))
        .executeTakeFirstOrThrow()
      return { devices: open.n, running: running.n, aWeekAgo: await atEndOf(db, verdict, weekAgo) }
    }
    return {
      sanctioned: await count('sanctioned'),
      allowed: await count('allowed'),
      unreviewed: await count('unreviewed'),
      banned: await count('banned'),
    }
  }

/** @returns null where nothing at all was counted yet on that day. */
const atEndOf = async (db: Db, verdict: Verdict, day: number): Promise<number | null> => {
  const counted = db.selectFrom('dayCount').where('day', '<=', day).orderBy('day', 'desc').limit(1)
  const row = await counted.select('atEnd').where('verdict', '=', verdict).executeTakeFirst()
  if (row !== undefined) return row.atEnd
  return (await counted.select('day').executeTakeFirst()) === undefined ? null : 0
}

export const useOver = (db: Db): Pick<ForReading, 'toolUse' | 'productUse'> => {
  const open = db
    .selectFrom('detection')
    .select([distinct(sql`device`).as('devices'), distinct(whereRunning).as('running')])
    .where('state', 'in', ['running', 'present'])
    .where('device', 'in', enrolledIn(db))
    .orderBy('devices', 'desc')
  return {
    toolUse: () => open.select('tool').groupBy('tool').orderBy('tool').execute(),
    productUse: () =>
      open
        .select(['product', 'verdict', 'rule'])
        .groupBy(['product', 'verdict', 'rule'])
        .orderBy('product')
        .orderBy('verdict')
        .execute(),
  }
}

export const daysOver =
  (db: Db): ForReading['days'] =>
  async now => {
    const today = dayOf(now)
    const rows = await db.selectFrom('dayCount').selectAll().where('day', '<=', today).orderBy('day').execute()
    const first = rows[0]?.day
    if (first === undefined) return []
    const days: { day: number; banned: number; sanctioned: number }[] = []
    const ends = new Map<Verdict, number>()
    const byDay = Map.groupBy(rows, row => row.day)
    for (let day = first; day <= today; day += DAY) {
      const counted = byDay.get(day) ?? []
      const had = (verdict: Verdict): number =>
        counted.find(row => row.verdict === verdict)?.had ?? ends.get(verdict) ?? 0
      days.push({ day, banned: had('banned'), sanctioned: had('sanctioned') })
      for (const row of counted) ends.set(row.verdict, row.atEnd)
    }
    return days.slice(-30)
  }

export const deadlinesOver =
  (db: Db): ForReading['deadlines'] =>
  async now => {
    const rows = await db
      .selectFrom('detection')
      .select(['rule', 'nextResponse as response'])
      .select(eb => eb.fn.min('nextAt').as('at'))
      .select(distinct(sql`device`).as('devices'))
      .where('state', 'in', ['running', 'present'])
      .where('device', 'in', enrolledIn(db))
      .where('nextAt', '>', now)
      .where('rule', 'is not', null)
      .groupBy(['rule', 'nextResponse', sql`next_at / ${DAY}`])
      .orderBy('at')
      .limit(20)
      .execute()
    return rows.flatMap(({ rule, response, at, devices }) =>
      rule === null || response === null || at === null ? [] : [{ rule, response, at, devices }],
    )
  }
