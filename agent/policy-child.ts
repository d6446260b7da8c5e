import * as z from 'zod/mini'
import type { CatalogEntry } from '../policies/language/catalog-entry.ts'
import { dropPrivileges } from './drop-privileges.ts'
import { readInForce } from './read-in-force.ts'

/**
 * Child of its own, that reads one policy and ends: the grammar and its YAML take 2 MB which the daemon needs for
 * moments only, and a text from elsewhere is read by a process that may do nothing but answer.
 */
dropPrivileges()

const Question = z.strictObject({
  news: z.strictObject({ policy: z.string(), serial: z.number(), digest: z.string(), text: z.string() }),
  // The daemon's own, which it has read already.
  catalog: z.array(z.custom<CatalogEntry>(value => typeof value === 'object' && value !== null)),
})

process.once('message', (value: unknown) => {
  const { news, catalog } = Question.parse(value)
  process.send?.(readInForce(news, new Map(catalog.map(entry => [entry.tool, entry]))))
})
