import type { FileHandle } from 'node:fs/promises'
import type { Disk } from './disk.ts'
import { INSTRUCTION_FILES } from './instruction-places.ts'
import { openReadAside } from './mcp-aside.ts'
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

/** Claude Code's holds far more than its servers, and grows with use. No person writes so much TOML. */
const FILE_BYTES = { json: 16 * 1024 * 1024, toml: 1024 * 1024 }
/** Bytes; larger ones are read in a child: a text of a megabyte can be made so that it takes seconds, and all memory. */
const HERE = { json: 128 * 1024, toml: 32 * 1024 }
const MOST_OF_FILE = 200

/** @returns what the files of every account say, each server once, in the order of accounts, tools and files. */
export const inventoryConnections = async (disk: Disk, where: Where): Promise<Connections> => {
  const aside = openReadAside()
  const servers = MCP_PLACES[where.platform].flatMap(place =>
    spotsOf([place.file], where).map(async ({ account, pattern }): Promise<McpServerSeen[]> => {
      if (account === null) return []
      const uid = where.homes.find(home => home.account === account)?.uid ?? 0
      const found = await disk.open(pattern, FILE_BYTES[place.format], async ({ handle, size }) => {
        if (size > HERE[place.format])
          return aside(pattern, place, { uid, bytes: FILE_BYTES[place.format], most: MOST_OF_FILE })
        const text = await textOf(handle, size)
        return { servers: text.trim() === '' ? [] : await parseMcpServers(text, place, MOST_OF_FILE) }
      })
      if (found === null) return []
      const servers = 'fault' in found ? [] : found.servers
      if ('fault' in found) disk.miss(pattern, found.fault)
      if (servers === null) disk.miss(pattern, `is not in the format ${place.format.toUpperCase()}`)
      return (servers ?? []).map(server => ({ account, configOf: place.configOf, ...server }))
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

const textOf = async (handle: FileHandle, size: number): Promise<string> => {
  const bytes = Buffer.alloc(size)
  const { bytesRead } = await handle.read(bytes, 0, size, 0)
  return new TextDecoder().decode(bytes.subarray(0, bytesRead))
}
