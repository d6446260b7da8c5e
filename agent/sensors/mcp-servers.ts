import * as z from 'zod/mini'
import type { TRANSPORTS } from '../../protocol/mcp-server.ts'
import { parseJsonWithComments } from './json-with-comments.ts'
import type { McpPlace } from './mcp-places.ts'

/** MCP servers in a tool's settings: what is told of each, and nothing else of the file. Pure. */

export type McpServer = {
  readonly name: string
  readonly transport: (typeof TRANSPORTS)[number]
  /** Base name of the program, or host of the address; null where neither can be told from the rest of it. */
  readonly target: string | null
}

const MOST_NAME = 128

const text = z.catch(z.optional(z.string().check(z.maxLength(8_192))), undefined)
const Server = z.object({
  type: text,
  transport: text,
  command: z.catch(z.optional(z.union([z.string(), z.array(z.string()), z.object({ path: z.string() })])), undefined),
  url: text,
  httpUrl: text,
  serverUrl: text,
})

/**
 * @param most servers that are told.
 * @returns null where the text is not in its format.
 */
export const parseMcpServers = async (
  source: string,
  { format, at }: McpPlace,
  most: number,
): Promise<McpServer[] | null> => {
  let data: unknown
  try {
    // Few machines have such a file, and nobody else pays for its reader.
    data = format === 'json' ? parseJsonWithComments(source) : (await import('smol-toml')).parse(source)
  } catch {
    return null
  }
  const servers = new Map<string, McpServer>()
  for (const keys of at)
    for (const table of tablesAt(data, keys))
      for (const [name, value] of Object.entries(table).slice(0, most)) {
        const server = serverOf(name.slice(0, MOST_NAME), value)
        if (server !== null && servers.size < most) servers.set(JSON.stringify(server), server)
      }
  return [...servers.values()]
}

const isTable = (data: unknown): data is Record<string, unknown> =>
  typeof data === 'object' && data !== null && !Array.isArray(data)

const tablesAt = (data: unknown, [key, ...rest]: readonly string[]): Record<string, unknown>[] => {
  if (!isTable(data)) return []
  if (key === undefined) return [data]
  if (key === '*')
    return Object.values(data)
      .slice(0, 2_000)
      .flatMap(each => tablesAt(each, rest))
  return Object.hasOwn(data, key) ? tablesAt(data[key], rest) : []
}

const serverOf = (name: string, value: unknown): McpServer | null => {
  const said = Server.safeParse(value).data
  if (said === undefined || name === '') return null
  const { command } = said
  const address = said.httpUrl ?? said.serverUrl ?? said.url
  if (command !== undefined) {
    const program = typeof command === 'string' ? command : Array.isArray(command) ? command[0] : command.path
    return program === undefined ? null : { name, transport: 'stdio', target: programIn(program) }
  }
  if (address === undefined) return null
  return { name, transport: /sse/i.test(said.type ?? said.transport ?? '') ? 'sse' : 'http', target: hostOf(address) }
}

/** @param command often a whole command line: only the name of its program may be told. */
export const programIn = (command: string): string | null => {
  const windows = /^"?([A-Za-z]:[\\/][^"]{0,400}?\.(?:exe|cmd|bat))(?=["\s]|$)/i.exec(command)?.[1]
  const first =
    windows ??
    /^\s*(?:"([^"]*)"|(\S+))/
      .exec(command)
      ?.slice(1)
      .find(word => word !== undefined)
  const name = first?.split(/[\\/]/).at(-1) ?? ''
  // What has a `=` in it sets a variable, and its value may be a secret.
  return /^[\w.@+-]{1,64}$/.test(name) ? name : null
}

/** The host alone: user, port, path and query may hold what gives access. */
const hostOf = (address: string): string | null => {
  const url = URL.parse(address)
  return url !== null && /^(?:https?|wss?):$/.test(url.protocol) && url.hostname !== '' && url.hostname.length <= 128
    ? url.hostname
    : null
}
