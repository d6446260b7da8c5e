import { Refusal } from '../refusal.ts'
import { CATALOG_DIR, readCatalogDir, readText } from '../rollout/catalog-files.ts'
import { publish } from '../rollout/publish.ts'
import { cannotRead, flagsOf, SETTINGS_FLAGS, settingsOf } from './flags.ts'
import { withStore } from './open-store.ts'
import { CannotRun, type Verb } from './verb.ts'

export const policyPublish: Verb = {
  name: 'policy publish',
  usage: 'FILE',
  about: 'make a policy the one in force, on the console host; a running console notices within a second',
  run: async world => {
    const { values, positionals } = flagsOf(world, SETTINGS_FLAGS)
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0)
      throw new CannotRun('cannot publish', `${positionals.length} files`, 'name exactly one')
    const { text } = await readText(file).catch(error => {
      throw cannotRead(file, error)
    })
    const { catalog } = await readCatalogDir(CATALOG_DIR)
    return withStore(await settingsOf(world, values), async store => {
      try {
        const serial = await publish({ store, catalog, now: world.now }, { name: file, text }, 'console host')
        world.out(`published ${file} with serial ${serial}`)
        return 0
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        world.out(error.message)
        return 1
      }
    })
  },
}
