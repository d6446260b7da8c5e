import { readdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import path from 'node:path'
import { windowsHomes } from './accounts.ts'
import type { Accounts } from './homes.ts'

const USERS = 'C:\\Users'

/** Not run on Windows yet. An account's folder carries its name, or had it when it was made; there is no uid. */
export const accounts: Accounts = {
  local: async () => {
    const names = (await readdir(USERS, { withFileTypes: true })).filter(entry => entry.isDirectory())
    return windowsHomes(names.map(entry => entry.name)).map(name => ({
      account: name,
      uid: 0,
      home: path.win32.join(USERS, name),
    }))
  },
  owner: async (_uid, home) =>
    path.win32.dirname(home).toLowerCase() === USERS.toLowerCase() ? path.win32.basename(home) : userInfo().username,
}
