import { VERDICTS } from '../../../policies/decide/words.ts'
import type { ToolFilter } from '../words/tools.ts'
import { choice, short } from './search.ts'

export const readToolFilter = (search: Record<string, unknown>): ToolFilter => ({
  ...choice('verdict', search.verdict, VERDICTS),
  ...short('q', search.q),
})
