import { type Catalog, CatalogEntry } from './catalog-entry.ts'
import { explainIssues } from './explain-issues.ts'
import { type Fault, finding } from './fault.ts'
import { lintEntry } from './lint-entry.ts'
import { locate } from './locate.ts'
import { readYaml } from './read-yaml.ts'

/** Texts of catalog entries -> a catalog. An entry that does not hold is left out and told; the others stand. */
export const readCatalog = (
  sources: readonly { readonly name: string; readonly text: string }[],
): { catalog: Catalog; faults: Fault[] } => {
  const catalog = new Map<string, CatalogEntry>()
  const faults: Fault[] = []
  for (const source of sources) {
    const yaml = readYaml(source)
    if (!yaml.ok) {
      faults.push(...yaml.faults)
      continue
    }
    const parsed = CatalogEntry.safeParse(yaml.located.value)
    const found = parsed.success
      ? [...lintEntry(parsed.data), ...again(parsed.data, catalog)]
      : explainIssues(CatalogEntry, parsed.error.issues, yaml.located)
    faults.push(...locate(found, yaml.located))
    if (parsed.success && found.length === 0) catalog.set(parsed.data.tool, parsed.data)
  }
  return { catalog, faults }
}

const again = (entry: CatalogEntry, catalog: Catalog) =>
  catalog.has(entry.tool)
    ? [finding('duplicate-tool', ['tool'], `${entry.tool} is in the catalog already`, 'keep one of them')]
    : []
