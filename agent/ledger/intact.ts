import { DatabaseSync } from 'node:sqlite'
import * as z from 'zod/mini'
import { TABLES, TRIGGERS } from './schema.ts'

const Row = z.object({ type: z.string(), name: z.string(), sql: z.nullable(z.string()) })
const Check = z.object({ integrity_check: z.string() })

/** The quick check of SQLite leaves indexes out, and a flipped bit in one makes a later write fail. */
const check = (db: DatabaseSync): string =>
  Check.parse(db.prepare('PRAGMA integrity_check(1)').get()).integrity_check.slice(0, 200)

/**
 * Holds an opened file to its schema. SQLite keeps that as text, so a flipped bit in it can pass every check of its
 * own and still change what a column is. Triggers are laid anew where they differ: no row depends on them.
 * @returns what is wrong, null where nothing is.
 */
export const damageOf = (db: DatabaseSync): string | null => {
  const fresh = new DatabaseSync(':memory:')
  fresh.exec(TABLES + TRIGGERS)
  const wanted = textsOf(fresh)
  fresh.close()
  const found = textsOf(db)
  for (const [name, sql] of found) {
    if (name.startsWith('trigger ') || wanted.get(name) === sql) continue
    return `the schema differs at ${name}`
  }
  for (const name of wanted.keys()) if (!name.startsWith('trigger ') && !found.has(name)) return `${name} is gone`
  if (check(db) !== 'ok') {
    // Indexes hold nothing that the rows do not: built anew, only damage to rows is left.
    db.exec('REINDEX')
    const still = check(db)
    if (still !== 'ok') return still
  }
  const triggers = (texts: ReadonlyMap<string, string | null>): string =>
    JSON.stringify([...texts].filter(([name]) => name.startsWith('trigger ')))
  if (triggers(found) !== triggers(wanted)) layTriggers(db, found)
  return null
}

const textsOf = (db: DatabaseSync): Map<string, string | null> =>
  new Map(
    db
      .prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name')
      .all()
      .map(row => Row.parse(row))
      .map(({ type, name, sql }) => [`${type} ${name}`, sql]),
  )

const layTriggers = (db: DatabaseSync, found: ReadonlyMap<string, string | null>): void => {
  const names = [...found.keys()].filter(name => name.startsWith('trigger ')).map(name => name.slice(8))
  const drops = names.map(name => `DROP TRIGGER "${name.replaceAll('"', '""')}";`).join('')
  db.exec(`BEGIN IMMEDIATE; ${drops} ${TRIGGERS}; COMMIT`)
}
