import type { Places } from './places.ts'

/** Folders of an account that its own PATH usually names; PATH itself is the system's. */
const OWN = ['~/.local/bin', '~/bin', '~/.bun/bin', '~/.cargo/bin', '~/go/bin', '~/.npm-global/bin', '~/.deno/bin']

export const PROGRAM_FOLDERS: Places = {
  linux: [...OWN, '~/.local/share/pnpm', '~/.volta/bin', '/opt/*', '/opt/*/bin'],
  macos: [...OWN, '~/Library/pnpm', '~/.volta/bin', '/opt/homebrew/bin', '/usr/local/bin'],
  windows: [
    '~/.local/bin',
    '~/.bun/bin',
    '~/AppData/Roaming/npm',
    '~/AppData/Local/Microsoft/WinGet/Links',
    '~/scoop/shims',
  ],
}
