import { type RawBuilder, type SqlBool, sql } from 'kysely'

/** True where the column (already in lower case) holds `text` as it is: `%` and `_` are letters like others. */
export const containing = (column: string, text: string): RawBuilder<SqlBool> => {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  return sql<SqlBool>`${sql.ref(column)} like ${pattern} escape '\\'`
}
