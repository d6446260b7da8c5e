import type { Platform } from '../../policies/decide/words.ts'

/** A file in which a tool keeps which MCP servers it starts or calls. */
export type McpPlace = {
  /** The tool, by its id in the catalog where it has one. */
  readonly configOf: string
  readonly file: string
  readonly format: 'json' | 'toml'
  /** Where in it: keys from the top, `*` for any; below them one key for each server. */
  readonly at: readonly (readonly string[])[]
}

const MOST_USE = ['mcpServers']
const place = (configOf: string, file: string, ...at: (readonly string[])[]): McpPlace => ({
  configOf,
  file,
  format: file.endsWith('.toml') ? 'toml' : 'json',
  at: at.length === 0 ? [MOST_USE] : at,
})

/** Files below a home that are the same on every system. */
const EVERYWHERE: readonly McpPlace[] = [
  place('claude-code', '~/.claude.json', MOST_USE, ['projects', '*', 'mcpServers']),
  place('codex-cli', '~/.codex/config.toml', ['mcp_servers']),
  place('gemini-cli', '~/.gemini/settings.json'),
  place('antigravity', '~/.gemini/antigravity/mcp_config.json'),
  place('cursor', '~/.cursor/mcp.json'),
  place('windsurf', '~/.codeium/windsurf/mcp_config.json'),
  place('qoder-cli', '~/.qoder/settings.json'),
  place('qoder-ide', '~/.qoder/mcp.json'),
  place('qwen-code', '~/.qwen/settings.json'),
  place('iflow', '~/.iflow/settings.json'),
  place('copilot-cli', '~/.copilot/mcp-config.json'),
  place('kiro', '~/.kiro/settings/mcp.json'),
  place('amazon-q', '~/.aws/amazonq/mcp.json'),
  place('droid', '~/.factory/mcp.json'),
  place('lm-studio', '~/.lmstudio/mcp.json'),
  place('crush', '~/.config/crush/crush.json', ['mcp']),
  place('opencode', '~/.config/opencode/opencode.json', ['mcp']),
  place('opencode', '~/.config/opencode/opencode.jsonc', ['mcp']),
  place('amp', '~/.config/amp/settings.json', ['amp.mcpServers']),
  place('cline-cli', '~/.cline/data/settings/cline_mcp_settings.json'),
]

/** What lies where each system keeps the settings of desktop programs. */
const inSettings = (folder: string): McpPlace[] => [
  place('claude-desktop', `${folder}/Claude/claude_desktop_config.json`),
  ...['Code', 'Code - Insiders', 'VSCodium'].flatMap(editor => [
    place('vscode', `${folder}/${editor}/User/mcp.json`, ['servers']),
    place('vscode', `${folder}/${editor}/User/settings.json`, ['mcp', 'servers']),
  ]),
  ...['Code', 'Cursor', 'Windsurf', 'VSCodium'].flatMap(editor => [
    place(
      'cline-extension',
      `${folder}/${editor}/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json`,
    ),
    place('roo-code', `${folder}/${editor}/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json`),
  ]),
  place('qoder-ide', `${folder}/Qoder/SharedClientCache/mcp.json`),
]
const ZED = ['context_servers']

export const MCP_PLACES: Readonly<Record<Platform, readonly McpPlace[]>> = {
  linux: [...EVERYWHERE, ...inSettings('~/.config'), place('zed', '~/.config/zed/settings.json', ZED)],
  macos: [
    ...EVERYWHERE,
    ...inSettings('~/Library/Application Support'),
    place('zed', '~/.config/zed/settings.json', ZED),
  ],
  windows: [
    ...EVERYWHERE,
    ...inSettings('~/AppData/Roaming'),
    place('zed', '~/AppData/Roaming/Zed/settings.json', ZED),
  ],
}
