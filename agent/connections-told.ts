import { canonical } from '../protocol/canonical.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { McpServerOf, McpServerTold } from '../protocol/mcp-server.ts'
import { visible } from '../protocol/text.ts'
import type { ReportDraft } from './ledger/draft.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Connections } from './sensors/inventory-mcp.ts'
import type { Home } from './sensors/observation.ts'

type Told = Extract<ReportDraft, { kind: 'mcp-servers-changed' }>
export type InstructionFileOf = { readonly account: string; readonly path: string }

/** Bytes of servers and files in one report: an entry holds 16 KiB, the rest of it is small. */
const MOST_BYTES = 12 * 1024
const MOST_SERVERS = 200
const MOST_FILES = 64

/** What was seen, as it may be shown: nothing that deceives, and paths that begin with `~/`. */
export const shownConnections = (
  { mcpServers, instructionFiles }: Connections,
  homes: readonly Home[],
): { readonly mcpServers: readonly McpServerOf[]; readonly instructionFiles: readonly InstructionFileOf[] } => ({
  mcpServers: mcpServers.map(({ account, configOf, name, transport, target }) => ({
    account: visible(account, LIMITS.name),
    configOf,
    name: visible(name, 128),
    transport,
    target: target === null ? null : visible(target, 128),
  })),
  instructionFiles: instructionFiles.map(({ account, path }) => {
    const home = homes.find(each => path.startsWith(`${each.home}/`))?.home
    const short = home === undefined ? path : `~${path.slice(home.length)}`
    return { account: visible(account, LIMITS.name), path: visible(short, LIMITS.path) }
  }),
})

/** Reports an account's MCP servers and instruction files where they are not what was last reported of it. */
export const tellConnections = (
  ledger: Pick<Ledger, 'latest' | 'record'>,
  connections: Connections,
  homes: readonly Home[],
): void => {
  const { mcpServers, instructionFiles } = shownConnections(connections, homes)
  for (const account of new Set(homes.map(home => visible(home.account, LIMITS.name)))) {
    const files = instructionFiles.filter(file => file.account === account).map(({ path }) => path)
    const servers = mcpServers
      .filter(server => server.account === account)
      .map(({ account: _account, ...told }) => told)
    const draft = fitting(account, servers, files)
    const last = ledger.latest('mcp-servers-changed', account)
    const isNothing = draft.servers.length + draft.instructionFiles.length + draft.more === 0
    if (last === null ? isNothing : same(draft, last)) continue
    ledger.record(draft)
  }
}

const same = (a: Omit<Told, 'kind'>, b: Omit<Told, 'kind'>): boolean => said(a) === said(b)
const said = ({ servers, instructionFiles, more }: Omit<Told, 'kind'>): string =>
  canonical({ servers, instructionFiles, more })

const fitting = (account: string, servers: readonly McpServerTold[], files: readonly string[]): Told => {
  let left = MOST_BYTES
  const fits = (part: McpServerTold | string): boolean => {
    left -= Buffer.byteLength(JSON.stringify(part)) + 1
    return left >= 0
  }
  const instructionFiles = files.slice(0, MOST_FILES).filter(fits)
  const told = servers.slice(0, MOST_SERVERS).filter(fits)
  const more = servers.length - told.length + files.length - instructionFiles.length
  return { kind: 'mcp-servers-changed', account, servers: told, instructionFiles, more }
}
