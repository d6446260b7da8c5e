import type { Places } from './places.ts'

/** Where editors other than VS Code's and JetBrains' families keep what extends them, and what ships inside an editor. */

/** Zed: a folder for each extension, named by its id. */
export const ZED_FOLDERS: Places = {
  linux: ['~/.local/share/zed/extensions/installed', '~/.var/app/dev.zed.Zed/data/zed/extensions/installed'],
  macos: ['~/Library/Application Support/Zed/extensions/installed'],
  windows: ['~/AppData/Local/Zed/extensions/installed'],
}

const VIM = [
  '~/.vim/pack/*/start',
  '~/.vim/pack/*/opt',
  '~/.vim/plugged',
  '~/.vim/bundle',
  '~/.config/nvim/pack/*/start',
  '~/.config/nvim/plugged',
  '~/.local/share/nvim/site/pack/*/start',
  '~/.local/share/nvim/site/pack/*/opt',
  '~/.local/share/nvim/lazy',
  '~/.local/share/nvim/plugged',
]
/** Vim and Neovim: a folder for each plugin, as lazy.nvim, packer, vim-plug and Vim's own packages lay them out. */
export const VIM_FOLDERS: Places = {
  linux: VIM,
  macos: VIM,
  windows: [
    '~/vimfiles/pack/*/start',
    '~/vimfiles/plugged',
    '~/AppData/Local/nvim-data/lazy',
    '~/AppData/Local/nvim-data/site/pack/*/start',
  ],
}

/** VS Code's family: what ships with the editor, one folder each. */
export const BUILT_IN_FOLDERS: Places = {
  linux: [
    '/usr/share/*/resources/app/extensions',
    '/opt/*/resources/app/extensions',
    '/usr/lib/code/extensions',
    '/snap/code/current/usr/share/code/resources/app/extensions',
    '~/.vscode-server/cli/servers/*/server/extensions',
    '~/.cursor-server/bin/*/extensions',
  ],
  macos: ['/Applications/*/Contents/Resources/app/extensions', '~/Applications/*/Contents/Resources/app/extensions'],
  windows: ['~/AppData/Local/Programs/*/resources/app/extensions', 'C:/Program Files/*/resources/app/extensions'],
}
