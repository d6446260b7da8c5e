import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Where the running console says its address, so that a verb beside it can make a link that works. */
const fileIn = (store: string): string => path.join(store, 'address')

export const writeAddress = (store: string, url: string): Promise<void> =>
  writeFile(fileIn(store), `${url}\n`, { mode: 0o600 })

/** @returns null while no console runs on this store. */
export const readAddress = async (store: string): Promise<string | null> =>
  readFile(fileIn(store), 'utf8').then(
    text => text.trim(),
    () => null,
  )

export const removeAddress = (store: string): Promise<void> => rm(fileIn(store), { force: true })
