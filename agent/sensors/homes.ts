import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Platform } from '../../policies/decide/words.ts'
import { platform } from '../platform.ts'
import type { Home } from './observation.ts'

/** What a platform knows of its accounts. */
export type Accounts = {
  /** Accounts that a person can log in to, and their homes as the system writes them. */
  readonly local: () => Promise<readonly Home[]>
  /** The name of the account that owns a folder, or its number. */
  readonly owner: (uid: number, home: string) => Promise<string>
}

const ACCOUNTS: Record<Platform, () => Promise<Accounts>> = {
  linux: async () => (await import('./homes.linux.ts')).accounts,
  macos: async () => (await import('./homes.macos.ts')).accounts,
  windows: async () => (await import('./homes.windows.ts')).accounts,
}

/**
 * The homes that are looked at, as real paths: those of every local account, or those that are given.
 * An account whose home is not there is left out.
 * @param given folders that stand in place of the accounts' homes.
 * @throws Error naming a given folder that is not there.
 */
export const homes = async (given?: readonly string[]): Promise<Home[]> => {
  const accounts = await ACCOUNTS[platform]()
  if (given === undefined) {
    const found = await Promise.all((await accounts.local()).map(home => really(home)))
    return distinct(found.flatMap(home => (home === null ? [] : [home])))
  }
  const named = given.map(async folder => {
    const home = await really({ account: '', uid: 0, home: path.resolve(folder) })
    if (home === null) throw new Error(`no such folder: ${folder}`)
    return { ...home, account: await accounts.owner(home.uid, home.home) }
  })
  return distinct(await Promise.all(named))
}

/** The real folder and who owns it in fact; null where there is none. */
const really = async (home: Home): Promise<Home | null> => {
  try {
    const real = await realpath(home.home)
    const found = await stat(real)
    return found.isDirectory()
      ? { account: home.account, uid: home.account === '' ? found.uid : home.uid, home: real }
      : null
  } catch {
    return null
  }
}

const distinct = (all: readonly Home[]): Home[] => [...new Map(all.map(home => [home.home, home])).values()]
