import * as z from 'zod/mini'
import { dropPrivileges } from '../drop-privileges.ts'
import { readSmall } from '../open-file.ts'
import { parseMcpServers } from './mcp-servers.ts'

/**
 * Child of its own, that reads one large file of settings and ends: a text can be made so that its reader takes seconds,
 * and all memory. It has the rights of the account whose file it is, and ends with its question.
 */
const Question = z.strictObject({
  file: z.string(),
  place: z.strictObject({
    configOf: z.string(),
    file: z.string(),
    format: z.enum(['json', 'toml']),
    at: z.array(z.array(z.string())),
  }),
  uid: z.int(),
  bytes: z.int(),
  most: z.int(),
})

process.once('message', async (value: unknown) => {
  const { file, place, uid, bytes, most } = Question.parse(value)
  // Loaded before it can no longer be read.
  if (place.format === 'toml') await import('smol-toml')
  dropPrivileges(uid)
  const read = await readSmall(file, bytes)
  process.send?.('fault' in read ? read : { servers: await parseMcpServers(read.text, place, most) })
})
