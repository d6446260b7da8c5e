import * as z from 'zod/mini'
import { Slug } from './fields.ts'
import { VisibleText } from './text.ts'

/** How a client speaks to an MCP server: through a program that it starts, or over the network. */
export const TRANSPORTS = ['stdio', 'http', 'sse'] as const

const shared = {
  /** The tool whose settings name it. */
  configOf: Slug,
  name: VisibleText(128),
  transport: z.enum(TRANSPORTS),
  /** Base name of the program, or host of the address. Never arguments, environment, headers or paths. */
  target: z.nullable(VisibleText(128)),
}

/** What leaves the device about one of an account's servers. */
export const McpServerTold = z.strictObject(shared)
export type McpServerTold = z.infer<typeof McpServerTold>

/** The same with whose it is, as `scan --json` prints it. */
export const McpServerOf = z.strictObject({ account: VisibleText(256), ...shared })
export type McpServerOf = z.infer<typeof McpServerOf>
