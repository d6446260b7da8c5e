/** Where a page ended: the sort key of its last row. What it holds is the list's own affair. */
export type Key = readonly (string | number)[]

/** Which page: at most `limit` rows after `after`, from the start where that is null. */
export type Asked = { readonly after: Key | null; readonly limit: number }

/** `next` is null where the list ends with this page. */
export type Page<T> = { readonly items: T[]; readonly next: Key | null }

/** @param rows at most `limit + 1`: the one too many says that there is a next page. */
export const pageOf = <T>(rows: readonly T[], limit: number, key: (row: T) => Key): Page<T> => {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? key(last) : null }
}
