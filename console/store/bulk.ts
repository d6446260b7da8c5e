import type { Tables, Tx } from './tables.ts'

type Column<T extends keyof Tables> = keyof Tables[T] & string
/** A row as these columns have it. */
export type Row<T extends keyof Tables, C extends Column<T>> = { readonly [K in C]: Tables[T][K] }

/**
 * Many rows of one table in one go, inside a transaction. Building a query for each row costs more than storing it, and
 * what is quickest instead differs from database to database: so it stands here, and each has its own.
 */
export type Bulk = {
  /** @returns the rows whose `by` columns are one of `keys`, in no order. */
  pick<T extends keyof Tables, C extends Column<T>, K extends Column<T>>(
    table: T,
    columns: readonly C[],
    by: readonly K[],
    keys: readonly Row<T, K>[],
  ): Promise<Row<T, C>[]>
  /** Adds rows that are not there yet. */
  add<T extends keyof Tables, C extends Column<T>>(
    table: T,
    columns: readonly C[],
    rows: readonly Row<T, C>[],
  ): Promise<void>
  /** Adds rows, or changes those that have the same `by` columns already. */
  put<T extends keyof Tables, C extends Column<T>, K extends C>(
    table: T,
    columns: readonly C[],
    by: readonly K[],
    rows: readonly Row<T, C>[],
  ): Promise<void>
  /** Changes rows that are there already; `columns` holds the `by` columns too. */
  change<T extends keyof Tables, C extends Column<T>, K extends C>(
    table: T,
    columns: readonly C[],
    by: readonly K[],
    rows: readonly Row<T, C>[],
  ): Promise<void>
}

export type BulkIn = (tx: Tx) => Bulk
