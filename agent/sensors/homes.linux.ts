import { readdir, stat } from 'node:fs/promises'
import { readSmall } from '../open-file.ts'
import { type AccountLine, loginAccounts, nameOf, parsePasswd } from './accounts.ts'
import type { Accounts } from './homes.ts'
import type { Home } from './observation.ts'

const PASSWD_BYTES = 4 * 1024 * 1024
/** Where distributions begin to number people. */
const FIRST_PERSON = 1_000

export const readPasswd = async (): Promise<AccountLine[]> => {
  const file = await readSmall('/etc/passwd', PASSWD_BYTES, 'follow')
  return 'fault' in file ? [] : parsePasswd(file.text)
}

/** Accounts of a directory service stand in no file; their homes do lie in /home. */
const elsewhereNamed = async (known: readonly Home[], all: readonly AccountLine[]): Promise<Home[]> => {
  const names = await readdir('/home').catch(() => [])
  const found = names.map(async (name): Promise<Home[]> => {
    const home = `/home/${name}`
    if (known.some(k => k.home === home)) return []
    const folder = await stat(home).catch(() => null)
    if (folder === null || !folder.isDirectory() || folder.uid < FIRST_PERSON) return []
    return [{ account: nameOf(folder.uid, all), uid: folder.uid, home }]
  })
  return (await Promise.all(found)).flat()
}

export const accounts: Accounts = {
  local: async () => {
    const all = await readPasswd()
    const local = loginAccounts(all).map(({ name, uid, home }) => ({ account: name, uid, home }))
    return [...local, ...(await elsewhereNamed(local, all))]
  },
  owner: async uid => nameOf(uid, await readPasswd()),
}
