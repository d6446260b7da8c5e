const figures = new Intl.NumberFormat('en-GB')

/** @returns `1,204`. */
export const figure = (count: number): string => figures.format(count)

/** @returns `1 device`, `14 devices`, `no devices`. */
export const many = (count: number, one: string, more: string = `${one}s`): string =>
  count === 0 ? `no ${more}` : `${figure(count)} ${count === 1 ? one : more}`

/** @returns `a`, `a and b`, `a, b and c`. */
export const listed = (items: readonly string[], last = 'and'): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`

/** @param mebibytes as a device reports its memory. @returns `16 GB`, `512 MB`. */
export const memory = (mebibytes: number): string =>
  mebibytes >= 1024 ? `${figure(Math.round(mebibytes / 1024))} GB` : `${figure(mebibytes)} MB`

/** @returns the first letter as a capital; the rest as it is. */
export const sentenceCase = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
