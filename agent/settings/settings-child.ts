import * as z from 'zod/mini'
import { dropPrivileges } from '../drop-privileges.ts'
import { fromFiles } from './file-layer.ts'

/** Child of its own, that reads the files of `agent.d` and ends. Their texts are handed in. */
dropPrivileges()

const Question = z.strictObject({ files: z.array(z.strictObject({ name: z.string(), text: z.string() })) })

process.once('message', (value: unknown) => {
  process.send?.(fromFiles(Question.parse(value).files))
})
