import type { Settings } from '../settings.ts'
import { openSqlite } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { CannotRun } from './verb.ts'

/** Runs something on the store of the console on this host, whether it runs or not. @throws CannotRun. */
export const withStore = async <T>(settings: Settings, run: (store: Store) => Promise<T>): Promise<T> => {
  const store = await openSqlite(settings.store).catch((error: unknown) => {
    throw new CannotRun('cannot open the store', settings.store, (error as Error).message)
  })
  try {
    return await run(store)
  } finally {
    await store.close()
  }
}
