import { readdir, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import path from 'node:path'
import { macHomes } from './accounts.ts'
import type { Accounts } from './homes.ts'

/** Not run on a Mac yet. Accounts stand in a database that is read by a program; the folders' names serve instead. */
export const accounts: Accounts = {
  local: async () => {
    const folders = macHomes(await readdir('/Users')).map(name => path.join('/Users', name))
    return Promise.all(folders.map(async home => ({ account: path.basename(home), uid: (await stat(home)).uid, home })))
  },
  owner: async (uid, home) => {
    const self = userInfo()
    if (self.uid === uid) return self.username
    return path.dirname(home) === '/Users' ? path.basename(home) : String(uid)
  },
}
