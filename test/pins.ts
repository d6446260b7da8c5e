/** How a package was installed; each way lays it out differently. */
export type Manager = 'npm' | 'nvm' | 'npx' | 'pnpm' | 'bun'

export type Pin = {
  readonly package: string
  readonly version: string
  /** What a person types, null where it is a library. */
  readonly command: string | null
  /** Absent: run. They stay off wherever the program works without them. */
  readonly scripts?: false
  /** Absent: `npm install -g`, into `~/.npm-global`. */
  readonly by?: Manager
}

/** Real assistants from the npm registry, exact versions. */
export const ASSISTANTS = {
  /** Native: an ELF of 378 MB. */
  'claude-code': { package: '@anthropic-ai/claude-code', version: '2.1.329', command: 'claude' },
  /** The last release in JavaScript; node runs it. */
  'claude-code-js': { package: '@anthropic-ai/claude-code', version: '2.1.112', command: 'claude' },
  /** What npm under Node 20 chooses: the newest that it may run. */
  'claude-code-node20': { package: '@anthropic-ai/claude-code', version: '2.1.197', command: 'claude' },
  /** What npm under Node 26 chooses. The catalog knows no hash of it. */
  'claude-code-node26': { package: '@anthropic-ai/claude-code', version: '2.1.330', command: 'claude' },
  /** Without its install script the command is a stub, and the program lies in the platform's package. */
  'claude-code-no-scripts': {
    package: '@anthropic-ai/claude-code',
    version: '2.1.197',
    command: 'claude',
    scripts: false,
  },
  'qoder-cli': { package: '@qoder-ai/qodercli', version: '1.1.52', command: 'qodercli' },

  'codex-cli': { package: '@openai/codex', version: '0.169.0', command: 'codex', scripts: false },
  'copilot-cli': { package: '@github/copilot', version: '1.0.102', command: 'copilot', scripts: false },
  'copilot-language-server': {
    package: '@github/copilot-language-server',
    version: '1.539.0',
    command: 'copilot-language-server',
    scripts: false,
  },
  opencode: { package: 'opencode-ai', version: '1.18.33', command: 'opencode', scripts: false },
  'kimi-code': { package: '@moonshot-ai/kimi-code', version: '2.1.0', command: 'kimi', scripts: false },
  'grok-build': { package: '@xai-official/grok', version: '1.0.41', command: 'grok', scripts: false },
  openclaw: { package: 'openclaw', version: '2026.9.6', command: 'openclaw', scripts: false },
  'claude-agent-sdk': {
    package: '@anthropic-ai/claude-agent-sdk',
    version: '0.3.330',
    command: null,
    scripts: false,
  },

  'gemini-cli': { package: '@google/gemini-cli', version: '0.61.0', command: 'gemini', scripts: false, by: 'nvm' },
  droid: { package: 'droid', version: '0.215.0', command: 'droid', scripts: false, by: 'nvm' },
  'qoder-cn': {
    package: '@qodercn-ai/qoderclicn',
    version: '1.1.52',
    command: 'qoderclicn',
    scripts: false,
    by: 'nvm',
  },
  'claude-code-router': {
    package: '@musistudio/claude-code-router',
    version: '2.0.0',
    command: 'ccr',
    scripts: false,
    by: 'nvm',
  },
  jules: { package: '@google/jules', version: '0.1.42', command: 'jules', scripts: false, by: 'nvm' },

  auggie: { package: '@augmentcode/auggie', version: '0.36.0', command: 'auggie', scripts: false, by: 'npx' },
  'qwen-code': { package: '@qwen-code/qwen-code', version: '0.24.4', command: 'qwen', scripts: false, by: 'npx' },
  continue: { package: '@continuedev/cli', version: '1.5.47', command: 'cn', scripts: false, by: 'npx' },
  nanocoder: {
    package: '@nanocollective/nanocoder',
    version: '1.30.0',
    command: 'nanocoder',
    scripts: false,
    by: 'npx',
  },

  amp: { package: '@ampcode/cli', version: '0.0.1790142911-g7618fb', command: 'amp', scripts: false, by: 'pnpm' },
  cline: { package: 'cline', version: '3.0.65', command: 'cline', scripts: false, by: 'pnpm' },
  pi: { package: '@mariozechner/pi-coding-agent', version: '0.73.1', command: 'pi', scripts: false, by: 'pnpm' },
  'command-code': { package: 'command-code', version: '1.64.0', command: 'command-code', scripts: false, by: 'pnpm' },
  crush: { package: '@charmland/crush', version: '0.96.1', command: 'crush', scripts: false, by: 'pnpm' },

  'kilo-code': { package: '@kilocode/cli', version: '7.7.7', command: 'kilo', scripts: false, by: 'bun' },
  'grok-cli': { package: '@vibe-kit/grok-cli', version: '0.0.34', command: 'grok', scripts: false, by: 'bun' },
  junie: { package: '@jetbrains/junie', version: '3110.7.0', command: 'junie', scripts: false, by: 'bun' },
  codebuff: { package: 'codebuff', version: '1.0.685', command: 'codebuff', scripts: false, by: 'bun' },
} as const satisfies Record<string, Pin>
export type AssistantName = keyof typeof ASSISTANTS

/** Package managers that are packages themselves. */
export const MANAGERS = {
  pnpm: { package: 'pnpm', version: '10.34.9', program: 'bin/pnpm.cjs' },
  bun: { package: '@oven/bun-linux-x64', version: '1.4.5', program: 'bin/bun' },
} as const
