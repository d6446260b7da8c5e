import path from 'node:path'
import type { Places, Spot, Where } from './places.ts'

/** Where npm and its kin put packages that are installed for an account or for all: folders `node_modules`. */

const VERSION_MANAGERS = [
  '~/.nvm/versions/node/*/lib/node_modules',
  '~/.config/nvm/versions/node/*/lib/node_modules',
  '~/.local/share/fnm/node-versions/*/installation/lib/node_modules',
  '~/.fnm/node-versions/*/installation/lib/node_modules',
  '~/.volta/tools/image/node/*/lib/node_modules',
  '~/.volta/tools/image/packages/*/lib/node_modules',
  // Volta keeps a scoped package two folders down.
  '~/.volta/tools/image/packages/*/*/lib/node_modules',
  '~/.asdf/installs/nodejs/*/lib/node_modules',
  '~/.asdf/installs/nodejs/*/.npm/lib/node_modules',
  // mise installs single packages as tools of their own, beside whole Nodes.
  '~/.local/share/mise/installs/*/*/lib/node_modules',
  '~/.nodenv/versions/*/lib/node_modules',
  '~/.n/lib/node_modules',
  '~/n/lib/node_modules',
]
const PREFIXES = [
  '~/.npm-global/lib/node_modules',
  '~/.npm-packages/lib/node_modules',
  '~/.local/lib/node_modules',
  '~/.local/share/npm/lib/node_modules',
  '~/npm/lib/node_modules',
]
const UNIX = [...PREFIXES, ...VERSION_MANAGERS]
const EVERYWHERE = ['/usr/local/lib/node_modules', '/usr/lib/node_modules', '/opt/*/lib/node_modules']

/** Trees whose packages were each installed for themselves. */
export const GLOBAL_TREES: Places = {
  linux: [
    ...UNIX,
    ...EVERYWHERE,
    '/usr/local/lib/nodejs/*/lib/node_modules',
    '/usr/local/nvm/versions/node/*/lib/node_modules',
    '/usr/local/share/nvm/versions/node/*/lib/node_modules',
    '/usr/local/n/versions/node/*/lib/node_modules',
    '/home/linuxbrew/.linuxbrew/lib/node_modules',
  ],
  macos: [
    ...UNIX,
    ...EVERYWHERE,
    '~/Library/Application Support/fnm/node-versions/*/installation/lib/node_modules',
    '/opt/homebrew/lib/node_modules',
    '/usr/local/n/versions/node/*/lib/node_modules',
  ],
  windows: [
    '~/AppData/Roaming/npm/node_modules',
    '~/AppData/Roaming/nvm/*/node_modules',
    '~/AppData/Roaming/fnm/node-versions/*/installation/node_modules',
    '~/AppData/Local/Volta/tools/image/packages/*/node_modules',
    '~/AppData/Local/Volta/tools/image/packages/*/*/node_modules',
    '~/scoop/persist/nodejs/bin/node_modules',
    '~/scoop/persist/nodejs-lts/bin/node_modules',
    'C:/Program Files/nodejs/node_modules',
    'C:/ProgramData/nvm/*/node_modules',
  ],
}

/** Trees with a manifest beside them that names what was asked for; the rest came along with it. */
export const PROJECT_TREES: Places = {
  linux: [
    '~/.npm/_npx/*/node_modules',
    '~/.bun/install/global/node_modules',
    '~/.config/yarn/global/node_modules',
    '~/.claude/local/node_modules',
    '/usr/local/share/.config/yarn/global/node_modules',
  ],
  macos: [
    '~/.npm/_npx/*/node_modules',
    '~/.bun/install/global/node_modules',
    '~/.config/yarn/global/node_modules',
    '~/.claude/local/node_modules',
  ],
  windows: [
    '~/AppData/Local/npm-cache/_npx/*/node_modules',
    '~/.bun/install/global/node_modules',
    '~/AppData/Local/Yarn/Data/global/node_modules',
    '~/.claude/local/node_modules',
  ],
}

/**
 * Trees of the same kind that bunx makes for one run each, `NAME@VERSION` or `@SCOPE/NAME@VERSION`, in a folder that has
 * the account's number in its name. On Windows its name is not known.
 */
export const bunxSpots = ({ homes, platform }: Where): Spot[] =>
  platform === 'windows'
    ? []
    : homes.flatMap(({ account, uid, home }) =>
        ['*', '*/*'].map(asked => ({
          account,
          pattern: path.join(home, '.bun/install/cache', `.bunx-${uid}`, asked, 'node_modules'),
        })),
      )

/** The same, of links to a store that lies beside the tree (pnpm). */
export const LINKED_TREES: Places = {
  linux: [
    '~/.local/share/pnpm/global/*/node_modules',
    '~/.pnpm-global/*/node_modules',
    '~/.cache/pnpm/dlx/*/*/node_modules',
  ],
  macos: ['~/Library/pnpm/global/*/node_modules', '~/Library/Caches/pnpm/dlx/*/*/node_modules'],
  windows: ['~/AppData/Local/pnpm/global/*/node_modules', '~/AppData/Local/pnpm-cache/dlx/*/*/node_modules'],
}

/** Where below a prefix its packages lie. */
export const belowPrefix: Readonly<Record<keyof Places, string>> = {
  linux: 'lib/node_modules',
  macos: 'lib/node_modules',
  windows: 'node_modules',
}

/** @param text of `~/.npmrc`. @returns the prefix that it sets, `${HOME}` and `~` written out; null where none or elsewhere. */
export const prefixOf = (text: string, home: string): string | null => {
  const line = /^\s*prefix\s*=\s*(.{1,1024}?)\s*$/m.exec(text)?.[1]
  const value = line?.replace(/^(["'])(.*)\1$/, '$2').replace(/^(?:~|\$\{HOME\}|\$HOME)(?=[\\/]|$)/, () => home)
  return value === undefined || value.includes('\0') || !/^(?:\/|[A-Za-z]:[\\/])/.test(value) ? null : value
}
