import { printFault } from '../../policies/language/print-fault.ts'
import { CATALOG_DIR, readCatalogDir } from '../rollout/catalog-files.ts'
import { cannotRead, flagsOf } from './flags.ts'
import type { Verb } from './verb.ts'

export const catalogLint: Verb = {
  name: 'catalog lint',
  usage: '[DIR]',
  about: 'whether every entry of a catalog holds; names file, line and column of what does not',
  run: async world => {
    const dir = flagsOf(world, {}).positionals[0] ?? CATALOG_DIR
    const { catalog, faults, sources } = await readCatalogDir(dir).catch(error => {
      throw cannotRead(dir, error)
    })
    for (const fault of faults) {
      const source = sources.find(({ name }) => name === fault.place.file)
      world.out(printFault(fault, source?.text ?? ''))
    }
    world.out(`${catalog.size} of ${sources.length} entries hold`)
    return catalog.size === sources.length ? 0 : 1
  },
}
