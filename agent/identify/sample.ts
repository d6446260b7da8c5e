import type { CatalogEntry, Indicator } from '../../policies/language/catalog-entry.ts'

const unknown = { answer: 'Not established.', status: 'unknown' } as const

/** For tests: a tool that nobody makes, as the catalog would hold it. */
export const entry = (tool: string, indicators: readonly Indicator[]): [string, CatalogEntry] => [
  tool,
  {
    tool,
    name: tool,
    product: tool,
    category: 'cli',
    vendor: 'nobody',
    about: 'a sample',
    indicators: [...indicators],
    dossier: { hosting: unknown, prompts: unknown, context: unknown, place: unknown, selfHosted: unknown },
  },
]
