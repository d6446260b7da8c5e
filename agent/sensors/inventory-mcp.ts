import type { Disk } from './disk.ts'
import { INSTRUCTION_FILES } from './instruction-places.ts'
import { MCP_PLACES } from './mcp-places.ts'
import { type McpServer, parseMcpServers } from './mcp-servers.ts'
import { spotsOf, type Where } from './places.ts'

/** What an account's assistants are connected to, and whether it gives them instructions. */
export type Connections = {
  readonly mcpServers: readonly McpServerSeen[]
  readonly instructionFiles: readonly InstructionFile[]
}
export type McpServerSeen = McpServer & { readonly account: string; readonly configOf: string }
export type InstructionFile = { readonly account: string; readonly path: string }

/** Claude Code's holds far more than its servers, and grows with use. */
const FILE_BYTES = 16 * 1024 * 1024
const MOST_OF_FILE = 200

/** @returns what the files of every account say, each server once, in the order of accounts, tools and files. */
export const inventoryConnections = async (disk: Disk, where: Where): Promise<Connections> => {
  const servers = MCP_PLACES[where.platform].flatMap(place =>
    spotsOf([place.file], where).map(async ({ account, pattern }): Promise<McpServerSeen[]> => {
      const text = account === null ? null : await disk.read(pattern, FILE_BYTES)
      if (account === null || text === null || text.trim() === '') return []
      const found = await parseMcpServers(text, place, MOST_OF_FILE)
      if (found === null) disk.miss(pattern, `is not in the format ${place.format.toUpperCase()}`)
      return (found ?? []).map(server => ({ account, configOf: place.configOf, ...server }))
    }),
  )
  const files = spotsOf(INSTRUCTION_FILES, where).map(async ({ account, pattern }): Promise<InstructionFile[]> => {
    const isThere = account !== null && (await disk.stat(pattern))?.isFile() === true
    return isThere ? [{ account, path: pattern }] : []
  })
  const all = (await Promise.all(servers)).flat()
  return {
    mcpServers: [...new Map(all.map(each => [JSON.stringify(each), each])).values()],
    instructionFiles: (await Promise.all(files)).flat(),
  }
}
