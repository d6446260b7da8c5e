import type { McpServerTold } from '../../protocol/mcp-server.ts'

/** `docs of cursor, which starts npx`. */
export const serverInWords = ({ name, configOf, transport, target }: McpServerTold): string =>
  `${name} of ${configOf}, which ${transport === 'stdio' ? 'starts' : 'calls'} ${target ?? 'what cannot be told apart'}`
