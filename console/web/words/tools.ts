import type { Tool } from '../../api/answers.ts'
import { figure, many } from './count.ts'

/** Without the entry for what no other names: it is no tool, and has a page of its own. */
export const namedTools = (tools: readonly Tool[]): Tool[] => tools.filter(({ entry }) => entry.combined === undefined)

/** The sentence above the catalog. */
export const toolsHeadline = (tools: readonly Pick<Tool, 'devices' | 'verdict'>[]): string => {
  const used = tools.filter(({ devices }) => devices > 0)
  const undecided = used.filter(({ verdict }) => verdict === 'unreviewed').length
  const known = `${many(tools.length, 'assistant')} can be recognised`
  if (used.length === 0) return `${known}; none has been found yet.`
  const open = undecided === 0 ? 'each with a decision' : `${figure(undecided)} of them without a decision`
  return `${known}; ${figure(used.length)} ${used.length === 1 ? 'has' : 'have'} been found here, ${open}.`
}

export type ToolFilter = { readonly q?: string; readonly verdict?: Tool['verdict'] }

/** Narrows the catalog; it is small enough to be held whole. What is found here comes first. */
export const narrowed = (tools: readonly Tool[], { q, verdict }: ToolFilter): Tool[] => {
  const wanted = q?.toLowerCase()
  return tools
    .filter(tool => verdict === undefined || tool.verdict === verdict)
    .filter(({ entry }) => {
      if (wanted === undefined) return true
      return [entry.tool, entry.name, entry.product, entry.vendor].some(text => text.toLowerCase().includes(wanted))
    })
    .sort((a, b) => b.devices - a.devices || a.entry.name.localeCompare(b.entry.name, 'en'))
}
