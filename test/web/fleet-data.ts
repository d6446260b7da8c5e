import type * as z from 'zod/mini'
import type { DetectionReport } from '../../protocol/detection.ts'
import type { DeviceDescribed } from '../../protocol/report.ts'

/** A made-up company on its way from one assistant to another: who has what, and since and until how many days ago. */

export type Described = Omit<z.infer<typeof DeviceDescribed>, 'kind' | 'at' | 'salt' | 'account'>
type Tool = Pick<DetectionReport, 'tool' | 'product' | 'name' | 'category' | 'version' | 'path' | 'evidence' | 'origin'>

const sign = (
  tool: string,
  indicator: string,
  kind: DetectionReport['evidence'][number]['kind'],
  strength: DetectionReport['evidence'][number]['strength'],
  matched: string,
): DetectionReport['evidence'][number] => ({ indicator: `${tool}/${indicator}`, kind, strength, matched })

export const TOOLS = {
  claude: {
    tool: 'claude-code',
    product: 'claude-code',
    name: 'Claude Code',
    category: 'cli',
    version: '2.1.329',
    path: '~/.npm-global/lib/node_modules/@anthropic-ai/claude-code',
    evidence: [
      sign('claude-code', 'settings-file', 'config', 'weak', '~/.claude.json'),
      sign('claude-code', 'process-claude', 'process', 'weak', 'claude'),
      sign('claude-code', 'npm-anthropic-ai-claude-code', 'package', 'strong', '@anthropic-ai/claude-code 2.1.329'),
      sign('claude-code', 'texts', 'content', 'conclusive', '12 of 12 texts'),
    ],
  },
  claudeNvm: {
    tool: 'claude-code',
    product: 'claude-code',
    name: 'Claude Code',
    category: 'cli',
    version: '2.1.329',
    path: '~/.nvm/versions/node/v26.1.0/lib/node_modules/@anthropic-ai/claude-code',
    evidence: [
      sign('claude-code', 'npm-anthropic-ai-claude-code', 'package', 'strong', '@anthropic-ai/claude-code 2.1.329'),
    ],
  },
  claudeVscode: {
    tool: 'claude-code-vscode',
    product: 'claude-code',
    name: 'Claude Code for VS Code',
    category: 'extension',
    version: '2.1.318',
    path: '~/.vscode/extensions/anthropic.claude-code-2.1.318',
    evidence: [sign('claude-code-vscode', 'extension', 'extension', 'strong', 'anthropic.claude-code 2.1.318')],
  },
  qoder: {
    tool: 'qoder-cli',
    product: 'qoder',
    name: 'Qoder CLI',
    category: 'cli',
    version: '1.1.52',
    path: '~/.npm-global/lib/node_modules/@qoder-ai/qodercli',
    evidence: [sign('qoder-cli', 'npm', 'package', 'strong', '@qoder-ai/qodercli 1.1.52')],
  },
  qoderIde: {
    tool: 'qoder-ide',
    product: 'qoder',
    name: 'Qoder IDE',
    category: 'ide',
    version: '1.9.4',
    path: '/Applications/Qoder.app',
    evidence: [sign('qoder-ide', 'signer', 'signer', 'strong', 'BRIGHT ZENITH PTE. LTD.')],
  },
  copilot: {
    tool: 'github-copilot-vscode',
    product: 'github-copilot',
    name: 'GitHub Copilot for VS Code',
    category: 'extension',
    version: '1.412.0',
    path: '~/.vscode/extensions/github.copilot-1.412.0',
    evidence: [sign('github-copilot-vscode', 'extension', 'extension', 'strong', 'github.copilot 1.412.0')],
  },
  cursor: {
    tool: 'cursor',
    product: 'cursor',
    name: 'Cursor',
    category: 'ide',
    version: '2.4.31',
    path: '/opt/Cursor',
    evidence: [
      sign('cursor', 'process', 'process', 'weak', 'cursor'),
      sign('cursor', 'content', 'content', 'strong', '6 of 8 texts'),
    ],
  },
  aider: {
    tool: 'aider',
    product: 'aider',
    name: 'Aider',
    category: 'cli',
    version: '0.92.1',
    path: '~/.local/share/pipx/venvs/aider-chat',
    evidence: [sign('aider', 'pip', 'package', 'strong', 'aider-chat 0.92.1')],
  },
  nano: {
    tool: 'unknown-assistant',
    product: 'unknown-assistant',
    name: 'Unknown assistant',
    category: 'cli',
    version: '1.30.0',
    path: '~/.npm-global/lib/node_modules/@nanocollective/nanocoder',
    origin: { publisher: 'Nano Collective', package: '@nanocollective/nanocoder' },
    evidence: [
      sign(
        'unknown-assistant',
        'combined',
        'content',
        'strong',
        '9 of 10 groups: edit tools, shell tools, read tools, tool protocol, instruction files, approval, loop, prompts, hosts',
      ),
      sign(
        'unknown-assistant',
        'edit-tools',
        'content',
        'weak',
        '4 of 12 texts: str_replace, old_string, new_string, write_file',
      ),
      sign('unknown-assistant', 'shell-tools', 'content', 'weak', '2 of 12 texts: execute_command, run_command'),
    ],
  },
  inEditor: {
    tool: 'unknown-assistant',
    product: 'unknown-assistant',
    name: 'Unknown assistant',
    category: 'cli',
    version: '0.4.2',
    path: '~/.vscode/extensions/harbour.pilot-0.4.2',
    origin: { publisher: null, package: 'harbour.pilot' },
    evidence: [
      sign(
        'unknown-assistant',
        'contributes',
        'extension',
        'strong',
        'harbour.pilot 0.4.2, which adds chatParticipants',
      ),
    ],
  },
} as const satisfies Record<string, Tool>
export type ToolKey = keyof typeof TOOLS

/** `from` and `until` in days ago; `running` now. */
export type Has = {
  readonly tool: ToolKey
  readonly from: number
  readonly until?: number
  readonly running?: true
  readonly trace?: true
}

export type Person = {
  readonly host: string
  readonly account: string
  readonly os: 'linux' | 'macos' | 'windows'
  readonly has: readonly Has[]
  readonly away?: true
  readonly unwell?: true
}

const claude = (from: number, until?: number, running?: true): Has => ({
  tool: 'claude',
  from,
  ...(until === undefined ? {} : { until }),
  ...(running && { running }),
})
const qoder = (from: number, running?: true): Has => ({ tool: 'qoder', from, ...(running && { running }) })

export const PEOPLE: readonly Person[] = [
  { host: 'build-07', account: 'lin', os: 'linux', has: [claude(19, undefined, true), qoder(2)] },
  {
    host: 'mbp-anders',
    account: 'anders',
    os: 'macos',
    has: [claude(18), { tool: 'qoderIde', from: 6, running: true }],
  },
  { host: 'ws-2041', account: 'chen.wei', os: 'windows', has: [claude(18, 4), qoder(5, true)] },
  {
    host: 'ws-2042',
    account: 'zhao',
    os: 'windows',
    has: [
      { tool: 'claudeVscode', from: 17 },
      { tool: 'copilot', from: 17 },
    ],
  },
  { host: 'dev-paloma', account: 'paloma', os: 'linux', has: [claude(17, 9), qoder(10, true)] },
  { host: 'dev-ines', account: 'ines', os: 'linux', has: [claude(16, 6), qoder(7), { tool: 'aider', from: 3 }] },
  {
    host: 'mbp-yusuf',
    account: 'yusuf',
    os: 'macos',
    has: [claude(19, 11), { tool: 'qoderIde', from: 12, running: true }],
  },
  {
    host: 'mbp-mei',
    account: 'mei',
    os: 'macos',
    has: [
      { tool: 'qoderIde', from: 15 },
      { tool: 'nano', from: 6 },
    ],
  },
  {
    host: 'dev-oskar',
    account: 'oskar',
    os: 'linux',
    has: [claude(15, undefined, true), { tool: 'claudeNvm', from: 9 }],
  },
  { host: 'ws-1987', account: 'amara', os: 'windows', has: [{ tool: 'copilot', from: 14 }], away: true },
  {
    host: 'ws-2010',
    account: 'tom.b',
    os: 'windows',
    has: [
      { tool: 'cursor', from: 5, running: true },
      { tool: 'inEditor', from: 2 },
    ],
  },
  { host: 'dev-hana', account: 'hana', os: 'linux', has: [claude(13, 3), qoder(4)], unwell: true },
  {
    host: 'dev-sun',
    account: 'sun',
    os: 'linux',
    has: [claude(12, 8), qoder(9), { tool: 'nano', from: 4, running: true }],
  },
  { host: 'lab-01', account: 'lab', os: 'linux', has: [{ tool: 'claude', from: 12, trace: true }], away: true },
  {
    host: 'mbp-lea',
    account: 'lea',
    os: 'macos',
    has: [
      { tool: 'cursor', from: 8 },
      { tool: 'qoderIde', from: 3 },
    ],
  },
  { host: 'ws-2055', account: 'gustav', os: 'windows', has: [] },
]

const SYSTEM: Record<Person['os'], Omit<Described, 'host' | 'tags'>> = {
  linux: {
    platform: 'linux',
    os: 'Debian GNU/Linux',
    osVersion: '12',
    arch: 'x64',
    model: 'ThinkPad P16 Gen 2',
    cpu: 'Intel Core i7-13850HX',
    cores: 20,
    memory: 32_768,
    agent: '0.1.0',
  },
  macos: {
    platform: 'macos',
    os: 'macOS',
    osVersion: '26.1',
    arch: 'arm64',
    model: 'MacBook Pro (14-inch)',
    cpu: 'Apple M4 Pro',
    cores: 12,
    memory: 24_576,
    agent: '0.1.0',
  },
  windows: {
    platform: 'windows',
    os: 'Windows 11 Pro',
    osVersion: '24H2',
    arch: 'x64',
    model: 'Latitude 7450',
    cpu: 'Intel Core Ultra 7 165U',
    cores: 12,
    memory: 16_384,
    agent: '0.1.0',
  },
}

export const describe = ({ host, os }: Person): Described => ({ ...SYSTEM[os], host, tags: ['engineering'] })
