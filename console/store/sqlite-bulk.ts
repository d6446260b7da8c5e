import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { Bulk, BulkIn, Row } from './bulk.ts'

const snake = (name: string): string => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
const listed = (columns: readonly string[]): string => columns.map(snake).join(', ')
const matching = (columns: readonly string[]): string => columns.map(column => `${snake(column)} = ?`).join(' and ')

/**
 * One kept statement, run row by row: SQLite is called in this process, so a row more costs no round trip.
 * The transaction is the database's one connection.
 */
export const sqliteBulk = (database: DatabaseSync): BulkIn => {
  const kept = new Map<string, StatementSync>()
  const prepared = (text: string): StatementSync => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const made = database.prepare(text)
    kept.set(text, made)
    return made
  }
  const values = (row: Readonly<Record<string, unknown>>, columns: readonly string[]): SQLInputValue[] =>
    columns.map(column => row[column] as SQLInputValue)
  const runAll = (text: string, columns: readonly string[], rows: readonly object[]): void => {
    const statement = prepared(text)
    for (const row of rows) statement.run(...values(row as Readonly<Record<string, unknown>>, columns))
  }

  const bulk: Bulk = {
    pick: async (table, columns, by, keys) => {
      const named = columns.map(column => `${snake(column)} as "${column}"`).join(', ')
      const statement = prepared(`select ${named} from ${snake(table)} where ${matching(by)}`)
      return keys.flatMap(
        key => statement.all(...values(key, by)) as unknown as Row<typeof table, (typeof columns)[0]>[],
      )
    },
    add: async (table, columns, rows) => {
      const places = columns.map(() => '?').join(', ')
      runAll(`insert into ${snake(table)} (${listed(columns)}) values (${places})`, columns, rows)
    },
    put: async (table, columns, by, rows) => {
      const places = columns.map(() => '?').join(', ')
      const others = columns.filter(column => !(by as readonly string[]).includes(column))
      const set = others.map(column => `${snake(column)} = excluded.${snake(column)}`).join(', ')
      const text = `insert into ${snake(table)} (${listed(columns)}) values (${places}) on conflict (${listed(by)})`
      runAll(`${text} do ${set === '' ? 'nothing' : `update set ${set}`}`, columns, rows)
    },
    change: async (table, columns, by, rows) => {
      const others = columns.filter(column => !(by as readonly string[]).includes(column))
      const set = others.map(column => `${snake(column)} = ?`).join(', ')
      runAll(`update ${snake(table)} set ${set} where ${matching(by)}`, [...others, ...by], rows)
    },
  }
  return () => bulk
}
