/** Who has an account here, from the files that say so. Pure; what is malformed is left out, never guessed. */

export type AccountLine = { readonly name: string; readonly uid: number; readonly home: string; readonly shell: string }

const MOST_LINES = 20_000
/** Programs that are named as a shell to say that nobody logs in. */
const NO_LOGIN = new Set(['nologin', 'false', 'true', 'sync', 'shutdown', 'halt', 'reboot', 'git-shell'])

/** @param text of `/etc/passwd`. */
export const parsePasswd = (text: string): AccountLine[] =>
  text
    .split('\n', MOST_LINES)
    .map(line => line.replace(/\r$/, '').split(':'))
    .flatMap(([name, , id, , , home, shell, ...more]) => {
      if (name === undefined || !/^[^\s+\-#/][^\s/]{0,255}$/.test(name)) return []
      if (id === undefined || !/^\d{1,10}$/.test(id) || Number(id) >= 2 ** 32 - 1) return []
      if (home === undefined || shell === undefined || more.length > 0) return []
      return [{ name, uid: Number(id), home, shell }]
    })

/** @returns those that a person can log in to and that have a home of their own. One home is one account's. */
export const loginAccounts = (accounts: readonly AccountLine[]): AccountLine[] => {
  const taken = new Set<string>()
  return accounts.filter(({ home, shell }) => {
    const program = shell.slice(shell.lastIndexOf('/') + 1)
    // An empty shell is /bin/sh.
    if (NO_LOGIN.has(program) || !/^\/[^/]/.test(home) || home.startsWith('/dev/') || home.startsWith('/proc/'))
      return false
    if (home.split('/').includes('..') || home === '/nonexistent' || taken.has(home)) return false
    taken.add(home)
    return true
  })
}

/** @returns the account's name, or its number where no file names it (accounts of a directory service, containers). */
export const nameOf = (uid: number, accounts: readonly AccountLine[]): string =>
  accounts.find(account => account.uid === uid)?.name ?? String(uid)

/** @param names of folders in `/Users`. @returns those that are homes of people. */
export const macHomes = (names: readonly string[]): string[] =>
  names.filter(name => !name.startsWith('.') && !['Shared', 'Guest', 'Deleted Users'].includes(name))

/** @param names of folders in `C:\Users`. @returns those that are homes of people. */
export const windowsHomes = (names: readonly string[]): string[] => {
  const others = new Set(['public', 'default', 'default user', 'all users', 'defaultapppool', 'wdagutilityaccount'])
  return names.filter(name => !others.has(name.toLowerCase()) && !name.startsWith('.'))
}
