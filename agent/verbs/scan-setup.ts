import path from 'node:path'
import type { Catalog } from '../../policies/language/catalog-entry.ts'
import { catalogWith } from '../../policies/language/catalog-with.ts'
import type { Policy } from '../../policies/language/policy.ts'
import { printFault } from '../../policies/language/print-fault.ts'
import { readCatalog } from '../../policies/language/read-catalog.ts'
import { readPolicy } from '../../policies/language/read-policy.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { installed } from '../installation.ts'
import { readSmall } from '../open-file.ts'
import { catalogFiles, EXAMPLE_POLICY } from '../settings/catalog-files.ts'
import { readShipped } from '../settings/shipped-catalog.ts'
import { VerbFault } from './verb-fault.ts'

/** What a scan judges by. */
export type Setup = { readonly policy: Policy; readonly catalog: Catalog }

export type SetupOptions = {
  readonly policyFile: string | null
  readonly catalogDir: string | null
  readonly stateDir: string
  /** A day, `2026-12-01`. */
  readonly today: string
}

/**
 * The policy that was named, else the one in force on this device, else the example; with the catalog as that policy's
 * overlay leaves it.
 * @throws VerbFault with every fault of the file in its details.
 */
export const setUp = async (options: SetupOptions): Promise<Setup> => {
  const catalog = await readOwnCatalog(options.catalogDir)
  const source = await policyText(options.policyFile, options.stateDir)
  const read = readPolicy(source, catalog, options.today)
  if (!read.ok) {
    const faults = read.faults.map(fault => printFault(fault, source.text))
    throw new VerbFault('this policy does not hold', source.name, 'mend what is named above', faults)
  }
  return { policy: read.policy, catalog: catalogWith(catalog, read.policy.overlay) }
}

const readOwnCatalog = async (dir: string | null): Promise<Catalog> => {
  if (dir === null && installed) return (await readShipped()).catalog
  const files = await catalogFiles(dir ?? undefined)
  if (files.length === 0)
    throw new VerbFault('no catalog', dir ?? 'policies/catalog', 'name a folder that holds one YAML file for each tool')
  const { catalog, faults } = readCatalog(files)
  if (faults.length === 0) return catalog
  const texts = new Map(files.map(({ name, text }) => [name, text]))
  const shown = faults.map(fault => printFault(fault, texts.get(fault.place.file) ?? ''))
  if (faults.some(({ severity }) => severity === 'error'))
    throw new VerbFault('this catalog does not hold', dir ?? 'policies/catalog', 'mend what is named above', shown)
  return catalog
}

const policyText = async (file: string | null, stateDir: string): Promise<{ name: string; text: string }> => {
  if (file === null) {
    const inForce = path.join(stateDir, 'policy.yaml')
    const read = await readSmall(inForce, LIMITS.policyBytes)
    if ('text' in read) return { name: inForce, text: read.text }
    // Another policy than the one in force would give a wrong answer, and nobody would see it.
    if (!read.absent)
      throw new VerbFault('the policy in force cannot be read', inForce, `${read.fault}; name one with --policy`)
  }
  const name = file ?? EXAMPLE_POLICY
  const read = await readSmall(name, LIMITS.policyBytes, 'follow')
  if ('text' in read) return { name, text: read.text }
  throw new VerbFault('the policy cannot be read', name, `it ${read.fault}`)
}
