import type { Places } from './places.ts'

/** Where pip and its kin put packages: folders `site-packages`. Environments of projects are not looked for. */

const PYTHONS = [
  '~/.pyenv/versions/*/lib/*/site-packages',
  '~/.asdf/installs/python/*/lib/*/site-packages',
  '~/.local/share/mise/installs/python/*/lib/*/site-packages',
  '~/.local/share/uv/python/*/lib/*/site-packages',
  '~/miniconda3/lib/*/site-packages',
  '~/miniforge3/lib/*/site-packages',
  '~/anaconda3/lib/*/site-packages',
]
const EVERYWHERE = ['/usr/local/lib/*/site-packages', '/usr/local/lib/*/dist-packages', '/opt/*/lib/*/site-packages']

/** Folders whose packages were, as far as anybody knows, each installed for themselves. */
export const SHARED_PYTHON: Places = {
  linux: [
    '~/.local/lib/*/site-packages',
    ...PYTHONS,
    ...EVERYWHERE,
    '/usr/lib/*/site-packages',
    '/usr/lib/python3/dist-packages',
    '/home/linuxbrew/.linuxbrew/lib/*/site-packages',
  ],
  macos: [
    '~/Library/Python/*/lib/python/site-packages',
    ...PYTHONS,
    ...EVERYWHERE,
    '/opt/homebrew/lib/*/site-packages',
    '/Library/Frameworks/Python.framework/Versions/*/lib/*/site-packages',
  ],
  windows: [
    '~/AppData/Roaming/Python/*/site-packages',
    '~/AppData/Local/Programs/Python/*/Lib/site-packages',
    '~/miniconda3/Lib/site-packages',
    '~/anaconda3/Lib/site-packages',
  ],
}

const OF_TOOLS = [
  '~/.local/share/pipx/venvs/*/lib/*/site-packages',
  '~/.local/pipx/venvs/*/lib/*/site-packages',
  '~/.local/share/uv/tools/*/lib/*/site-packages',
  '~/.rye/tools/*/lib/*/site-packages',
]

/** Folders of one tool each (pipx, uv): the first `*` is its name, the rest came along with it. */
export const TOOL_PYTHON: Places = {
  linux: [...OF_TOOLS, '/opt/pipx/venvs/*/lib/*/site-packages'],
  macos: [...OF_TOOLS, '~/Library/Application Support/pipx/venvs/*/lib/*/site-packages'],
  windows: [
    '~/pipx/venvs/*/Lib/site-packages',
    '~/AppData/Local/pipx/venvs/*/Lib/site-packages',
    '~/AppData/Roaming/uv/tools/*/Lib/site-packages',
  ],
}

/** What is listed and opened below such a folder. */
export const IN_SITE_PACKAGES = ['/', '*/METADATA', '*/entry_points.txt']
