/** Where a page ended: the sort key of its last row. What it holds is the list's own affair. */
export type Key = readonly (string | number)[]

/** Which page: at most `limit` rows after `after`, from the start where that is null. */
export type Asked = { readonly after: Key | null; readonly limit: number }

/** `next` is null where the list ends with this page. */
export type Page<T> = { readonly items: T[]; readonly next: Key | null }
