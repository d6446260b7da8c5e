import * as z from 'zod/mini'
import { CatalogEntry } from './catalog-entry.ts'
import { Policy } from './policy.ts'

/**
 * What an editor needs to complete and check these files while they are written: JSON Schema 2020-12, by file name.
 * It says less than `readPolicy`: neither names nor order nor real days.
 */
export const jsonSchemas = (): Record<'policy.json' | 'catalog-entry.json', string> => ({
  'policy.json': schemaText('Waymark policy', Policy),
  'catalog-entry.json': schemaText('Waymark catalog entry', CatalogEntry),
})

const schemaText = (title: string, schema: z.core.$ZodType): string =>
  `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`
