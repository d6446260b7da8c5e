import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify'

/** How each column of a list is named, and what stands in it; null for an empty cell. */
export type Columns<T> = Readonly<Record<string, (row: T) => string | number | null>>

/**
 * What a spreadsheet reads as the beginning of a formula. The library knows those at the start of a cell; a formula after
 * blanks is one too, and one after a semicolon, where the reader's language parts its cells by semicolons.
 */
const FORMULA = /(^\s+|;\s*)(?=[=+\-@\uff0b\uff0d\uff1d\uff20])/gu

/** @returns `text` with an apostrophe before whatever would be calculated. */
const asText = (text: string): string => text.replace(FORMULA, "$1'")

/**
 * A list as CSV (RFC 4180, with a byte order mark, as spreadsheets want it), written while it is read: no more of it
 * stands in memory than one page. Names come from machines that others command, so no cell can become a formula.
 */
export const csv = <T>(columns: Columns<T>, rows: AsyncIterable<T>): Readable => {
  const cells = Object.entries(columns)
  async function* records(): AsyncGenerator<(string | number | null)[]> {
    yield cells.map(([name]) => name)
    for await (const row of rows) yield cells.map(([, cell]) => cell(row))
  }
  const written = stringify({
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: { string: asText },
  })
  const source = Readable.from(records())
  source.on('error', error => written.destroy(error))
  written.on('close', () => source.destroy())
  return source.pipe(written)
}
