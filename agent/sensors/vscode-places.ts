import type { Places } from './places.ts'

/** Where editors of the VS Code family keep the extensions of an account. */

const EDITORS = [
  '.vscode',
  '.vscode-server',
  '.vscode-insiders',
  '.vscode-server-insiders',
  '.vscode-oss',
  '.vscodium-server',
  '.cursor',
  '.cursor-server',
  '.windsurf',
  '.windsurf-server',
  '.qoder',
  '.qoder-server',
  '.qoder-cn',
  '.lingma',
  '.trae',
  '.trae-server',
  '.trae-cn',
  '.kiro',
  '.kiro-server',
  '.antigravity',
  '.antigravity-ide',
  '.antigravity-server',
  '.codebuddy',
  '.void-editor',
  '.pearai',
  '.positron',
]
const FOLDERS = EDITORS.map(editor => `~/${editor}/extensions`)
/** code-server and its kin keep them with their data. */
const SERVED = ['~/.local/share/code-server/extensions', '~/.local/share/openvscode-server/extensions']

export const EXTENSION_FOLDERS: Places = {
  linux: [...FOLDERS, ...SERVED, '~/.var/app/com.visualstudio.code/data/vscode/extensions'],
  macos: [...FOLDERS, ...SERVED],
  windows: FOLDERS,
}
