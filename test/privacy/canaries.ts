import { randomBytes } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Sixty secrets of a person, each where such a one lies, in a home with the tools of a person. */
export type Canaries = {
  readonly secrets: readonly string[]
  /** A script of an assistant that waits, and what it is started with. */
  readonly program: { readonly script: string; readonly args: readonly string[]; readonly env: Record<string, string> }
}

export const plantCanaries = async (home: string): Promise<Canaries> => {
  const secrets: string[] = []
  const secret = (): string => {
    // Letters that each way of writing changes; no name of ours.
    const made = `Zq${randomBytes(9).toString('hex')}-Kanarie`
    secrets.push(made)
    return made
  }
  const write = async (file: string, text: string): Promise<void> => {
    const full = path.join(home, file)
    await mkdir(path.dirname(full), { recursive: true })
    await writeFile(full, text)
  }
  const json = (file: string, value: object): Promise<void> => write(file, JSON.stringify(value, null, 2))

  const server = () => ({
    command: `npx`,
    args: ['-y', 'docs-server', `--token=${secret()}`],
    env: { DOCS_TOKEN: secret() },
  })
  const address = () => ({
    url: `https://me:${secret()}@docs.example/${secret()}?key=${secret()}`,
    headers: { authorization: secret() },
  })
  await json('.claude.json', {
    userID: secret(),
    oauthAccount: { emailAddress: secret() },
    mcpServers: { docs: server(), remote: address(), inline: { command: `TOKEN=${secret()} node server.js` } },
    projects: { [`/home/lin/${secret()}`]: { history: [{ display: secret() }], mcpServers: { docs: server() } } },
  })
  await json('.cursor/mcp.json', { mcpServers: { docs: server(), remote: address() } })
  await write(
    '.codex/config.toml',
    `[mcp_servers.docs]\ncommand = "npx"\nargs = ["${secret()}"]\n[mcp_servers.docs.env]\nK = "${secret()}"\n`,
  )
  await json('.gemini/settings.json', { mcpServers: { docs: server() }, apiKey: secret() })
  await json('.config/Code/User/settings.json', { 'http.proxy': secret(), mcp: { servers: { docs: server() } } })
  await json('.claude/settings.json', { env: { ANTHROPIC_API_KEY: secret() } })
  await write('.claude/CLAUDE.md', secret())
  await write('.codex/AGENTS.md', secret())
  await write(`.claude/projects/-home-lin-${secret()}/${secret()}.jsonl`, JSON.stringify({ prompt: secret() }))
  await write('.claude/history.jsonl', secret())
  await write('.codex/sessions/rollout.jsonl', secret())
  await write('.codex/auth.json', secret())
  await write('.config/Cursor/User/globalStorage/state.vscdb', secret())
  for (const file of [
    '.env',
    'work/.env',
    '.bash_history',
    '.zsh_history',
    '.netrc',
    '.git-credentials',
    '.ssh/id_ed25519',
  ])
    await write(file, secret())
  for (const file of ['.aws/credentials', '.config/gh/hosts.yml', '.docker/config.json', '.kube/config', '.bashrc'])
    await write(file, secret())
  await write('.npmrc', `//registry.example/:_authToken=${secret()}\nprefix=~/.npm-global\n`)
  await write(`work/${secret()}/${secret()}.txt`, secret())
  await write('work/repo/.git/HEAD', `ref: refs/heads/${secret()}\n`)
  await write('work/repo/.git/config', `[remote "origin"]\n\turl = https://${secret()}@git.example/x\n`)
  await write(`work/repo/.git/refs/heads/${secret()}`, secret())
  await write('Documents/letter.txt', secret())
  await write(`Downloads/${secret()}.pdf`, '%PDF')
  const claude = '.npm-global/lib/node_modules/@anthropic-ai/claude-code'
  await json(`${claude}/package.json`, {
    name: '@anthropic-ai/claude-code',
    version: '2.1.112',
    description: secret(),
    author: `Somebody <${secret()}@maker.example>`,
    scripts: { postinstall: secret() },
    bin: { claude: 'cli.js' },
  })
  await write(`${claude}/cli.js`, `#!/usr/bin/env node\n// ${secret()}\nsetInterval(() => {}, 1000)\n`)
  await write(`${claude}/notes.md`, secret())
  await chmod(path.join(home, claude, 'cli.js'), 0o755)
  const program = {
    script: path.join(home, claude, 'cli.js'),
    args: ['-p', secret(), `--api-key=${secret()}`, '--append-system-prompt', secret()],
    env: { ANTHROPIC_API_KEY: secret(), OPENAI_API_KEY: secret(), PROMPT: secret() },
  }
  return { secrets, program }
}
