import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { jsonSchemas } from '../../policies/language/json-schemas.ts'

/** `npm run schemas`: writes the JSON Schemas that editors read. It stands here because policies touch no files. */
const folder = path.join(import.meta.dirname, '../../policies/language/schemas')
mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(jsonSchemas())) writeFileSync(path.join(folder, name), text)
