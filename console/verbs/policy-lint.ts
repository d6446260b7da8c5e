import { printFault } from '../../policies/language/print-fault.ts'
import { readPolicy } from '../../policies/language/read-policy.ts'
import { CATALOG_DIR, readCatalogDir, readText } from '../rollout/catalog-files.ts'
import { NotUtf8 } from '../rollout/utf8.ts'
import { cannotRead, flagsOf } from './flags.ts'
import { CannotRun, type Verb } from './verb.ts'

export const policyLint: Verb = {
  name: 'policy lint',
  usage: 'FILE... [--catalog DIR]',
  about: 'whether a policy holds together; names file, line and column of what does not',
  run: async world => {
    const { values, positionals } = flagsOf(world, { catalog: { type: 'string' } })
    if (positionals.length === 0) throw new CannotRun('nothing to read', 'policy lint', 'name one file or more')
    const dir = values.catalog ?? CATALOG_DIR
    const { catalog } = await readCatalogDir(dir).catch(error => {
      throw cannotRead(dir, error)
    })
    const today = new Date(world.now()).toISOString().slice(0, 10)
    let refused = false
    for (const file of positionals) {
      const source = await readText(file).catch((error: unknown) => {
        if (error instanceof NotUtf8) return error
        throw cannotRead(file, error)
      })
      if (source instanceof NotUtf8) {
        world.out(`${file}: ${source.message}`)
        refused = true
        continue
      }
      const { text } = source
      const read = readPolicy({ name: file, text }, catalog, today)
      for (const fault of read.ok ? read.warnings : read.faults) world.out(printFault(fault, text))
      if (read.ok) world.out(`${file}: holds (policy ${read.policy.policy}, ${read.policy.rules.length} rules)`)
      else refused = true
    }
    return refused ? 1 : 0
  },
}
