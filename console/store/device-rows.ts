import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { VERDICTS, type Verdict } from '../../policies/decide/words.ts'
import { containing } from './containing.ts'
import { flagFrom } from './flag-rows.ts'
import type { DeviceFilter, DeviceRow, ForFleet } from './for-fleet.ts'
import { gapsOf } from './gap-rows.ts'
import { pageOf } from './page.ts'
import type { Db, DeviceTable, Tables } from './tables.ts'

const described = (row: DeviceTable) => ({
  id: row.id,
  state: row.state,
  host: row.host ?? row.id,
  platform: row.platform,
  os: row.os ?? '',
  osVersion: row.osVersion ?? '',
  arch: row.arch ?? '',
  model: row.model,
  cpu: row.cpu,
  cores: row.cores ?? 0,
  memory: row.memory ?? 0,
  agent: row.agent ?? '',
  enrolledAt: row.enrolledAt,
  lastSeen: row.lastSeen,
  token: row.token === null ? null : { id: row.token, name: row.tokenName ?? row.token },
})

export const devicesOver =
  (db: Db): ForFleet['devices'] =>
  async (filter, { after, limit }) => {
    const rows = await db
      .selectFrom('device')
      .selectAll()
      .where(eb => eb.and(conditions(eb, filter)))
      .$if(after !== null, query => query.where(sql<SqlBool>`(host, id) > (${after?.[0] ?? ''}, ${after?.[1] ?? ''})`))
      .orderBy('host')
      .orderBy('id')
      .limit(limit + 1)
      .execute()
    const page = pageOf(rows, limit, row => [row.host ?? '', row.id])
    return { items: await whole(db, page.items), next: page.next }
  }

export const deviceOver =
  (db: Db): ForFleet['device'] =>
  async id => {
    const rows = await db.selectFrom('device').selectAll().where('id', '=', id).execute()
    return (await whole(db, rows))[0] ?? null
  }

const conditions = (eb: ExpressionBuilder<Tables, 'device'>, filter: DeviceFilter): Expression<SqlBool>[] => {
  const { state, token, flagged, q, platform, tag, degraded, seenBefore, seenSince, among, notAmong } = filter
  const having = (table: 'flag' | 'gap' | 'fork') => eb('id', 'in', eb.selectFrom(table).select(`${table}.device`))
  const listed = (ids: readonly string[]) => sql<SqlBool>`id in (select value from json_each(${JSON.stringify(ids)}))`
  return [
    ...(state === undefined ? [eb('state', 'in', ['enrolled', 'pending'])] : []),
    ...(state === undefined || state === 'all' ? [] : [eb('state', '=', state)]),
    ...(token === undefined ? [] : [eb('token', '=', token)]),
    ...(flagged === true ? [eb.or([having('flag'), having('gap'), having('fork')])] : []),
    ...(q === undefined ? [] : [containing('device.search', q)]),
    ...(platform === undefined ? [] : [eb('platform', '=', platform)]),
    ...(tag === undefined
      ? []
      : [eb('id', 'in', eb.selectFrom('deviceTag').select('deviceTag.device').where('tag', '=', tag))]),
    ...(degraded === true ? [eb('id', 'in', eb.selectFrom('condition').select('condition.device'))] : []),
    ...(seenBefore === undefined ? [] : [eb('lastSeen', '<', seenBefore)]),
    ...(seenSince === undefined ? [] : [eb('lastSeen', '>=', seenSince)]),
    ...(among === undefined ? [] : [listed(among)]),
    ...(notAmong === undefined ? [] : [eb.not(listed(notAmong))]),
  ]
}

/** Adds to rows of one page what stands in other tables, one query a table. */
const whole = async (db: Db, rows: readonly DeviceTable[]): Promise<DeviceRow[]> => {
  if (rows.length === 0) return []
  const ids = rows.map(row => row.id)
  const tags = await db.selectFrom('deviceTag').selectAll().where('device', 'in', ids).orderBy('tag').execute()
  const raised = await db.selectFrom('condition').selectAll().where('device', 'in', ids).orderBy('since').execute()
  const open = await db.selectFrom('deviceVerdict').selectAll().where('device', 'in', ids).execute()
  const heads = await db.selectFrom('ledgerHead').selectAll().where('device', 'in', ids).execute()
  const flags = await db.selectFrom('flag').selectAll().where('device', 'in', ids).orderBy('since').execute()
  const gaps = await gapsOf(db, ids)
  return rows.map(row => {
    const of = <T extends { device: string }>(list: readonly T[]): T[] => list.filter(item => item.device === row.id)
    const head = of(heads).find(h => h.epoch === row.epoch)
    return {
      ...described(row),
      tags: of(tags).map(t => t.tag),
      policy:
        row.policy === null || row.policySerial === null ? null : { policy: row.policy, serial: row.policySerial },
      conditions: of(raised).map(({ condition, detail, since }) => ({ condition, detail, since })),
      flags: of(flags).map(flagFrom),
      gaps: gaps.get(row.id) ?? [],
      counts: Object.fromEntries(
        VERDICTS.map(verdict => [verdict, of(open).find(o => o.verdict === verdict)?.open ?? 0]),
      ) as Record<Verdict, number>,
      ledger: head === undefined ? null : { epoch: head.epoch, seq: head.seq, hash: head.hash },
    }
  })
}
