import type { Catalog } from './catalog-entry.ts'
import { catalogWith } from './catalog-with.ts'
import { explainIssues } from './explain-issues.ts'
import { type Fault, type Finding, finding } from './fault.ts'
import { lintEntry } from './lint-entry.ts'
import { lintExceptions } from './lint-exceptions.ts'
import { lintNames } from './lint-names.ts'
import { lintRules } from './lint-rules.ts'
import { lintStages } from './lint-stages.ts'
import { locate } from './locate.ts'
import { Policy } from './policy.ts'
import { readYaml } from './read-yaml.ts'

export type ReadPolicy =
  | { readonly ok: true; readonly policy: Policy; readonly warnings: Fault[] }
  | { readonly ok: false; readonly faults: Fault[] }

/**
 * A policy's text -> a policy that holds together, or every fault with its place in the text.
 * @param catalog the tools that it may name, besides its own overlay.
 * @param today a day (`2026-12-01`), so that exceptions that are over are told.
 */
export const readPolicy = (
  source: { readonly name: string; readonly text: string },
  catalog: Catalog,
  today?: string,
): ReadPolicy => {
  const yaml = readYaml(source)
  if (!yaml.ok) return yaml
  const { located } = yaml
  const parsed = Policy.safeParse(located.value)
  if (!parsed.success)
    return { ok: false, faults: locate(explainIssues(Policy, parsed.error.issues, located), located) }
  const policy = parsed.data
  const known = catalogWith(catalog, policy.overlay)
  const faults = locate(
    [
      ...lintNames(policy, known),
      ...lintRules(policy, known),
      ...lintStages(policy),
      ...lintExceptions(policy, today),
      ...lintOverlay(policy),
    ],
    located,
  )
  return faults.some(fault => fault.severity === 'error')
    ? { ok: false, faults }
    : { ok: true, policy, warnings: faults }
}

const lintOverlay = ({ overlay = [] }: Policy): Finding[] =>
  overlay.flatMap((entry, index) => [
    ...(overlay.findIndex(other => other.tool === entry.tool) < index
      ? [finding('duplicate-tool', ['overlay', index, 'tool'], `${entry.tool} is given twice`, 'keep one of them')]
      : []),
    ...lintEntry(entry).map(found => ({ ...found, path: ['overlay', index, ...found.path] })),
  ])
