import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readCatalog } from '../../policies/language/read-catalog.ts'
import { asOverlay, withHashes } from '../../policies/language/with-hashes.ts'
import { CannotRefresh } from '../refresh/cannot-refresh.ts'
import { openNpm } from '../refresh/npm-client.ts'
import { hashesOf } from '../refresh/refresh.ts'
import { CATALOG_DIR, readCatalogDir } from '../rollout/catalog-files.ts'
import { cannotRead, flagsOf } from './flags.ts'
import { CannotRun, type Verb } from './verb.ts'

const FLAGS = {
  tool: { type: 'string', multiple: true },
  newest: { type: 'string', default: '3' },
  platform: { type: 'string', multiple: true },
  catalog: { type: 'string', default: CATALOG_DIR },
  out: { type: 'string' },
} as const
const PLATFORMS = ['linux-x64', 'darwin-arm64', 'win32-x64']

export const catalogRefresh: Verb = {
  name: 'catalog refresh',
  usage: '--tool TOOL… [--newest 3] [--platform linux-x64…] [--catalog DIR] [--out DIR]',
  about:
    'take digests of the newest releases from the registry that npm is set to; prints an overlay for a policy, or ' +
    'with --out writes whole entries there',
  run: async world => {
    const { values } = flagsOf(world, FLAGS)
    const newest = Number(values.newest)
    if (!/^[1-9]\d?$/.test(values.newest))
      throw new CannotRun('cannot refresh', `--newest ${values.newest}`, 'a number from 1 to 99', 1)
    const { catalog, sources } = await readCatalogDir(values.catalog).catch(error => {
      throw cannotRead(values.catalog, error)
    })
    const tools = values.tool ?? []
    if (tools.length === 0) throw new CannotRun('cannot refresh', 'no tool', 'name one or more with --tool', 1)
    const scratch = await mkdtemp(path.join(tmpdir(), 'waymark-refresh-'))
    const changed: { name: string; text: string }[] = []
    let refused = 0
    try {
      const npm = openNpm(scratch, world.env)
      for (const tool of tools) {
        const entry = catalog.get(tool)
        const source = sources.find(({ name }) => name === `${tool}.yaml`)
        if (entry === undefined || source === undefined)
          throw new CannotRun('cannot refresh', tool, 'there is no such tool in the catalog', 1)
        try {
          const given = { npm, scratch, tell: world.err, newest, platforms: values.platform ?? PLATFORMS }
          const text = withHashes(source.text, await hashesOf(entry, given))
          const { faults } = readCatalog([{ name: source.name, text }])
          if (faults[0] !== undefined) throw new CannotRefresh(`the entry would not hold: ${faults[0].message}`)
          const more = text === source.text ? 'nothing new' : 'new digests'
          world.err(`${tool}: ${more}`)
          if (text !== source.text) changed.push({ name: source.name, text })
        } catch (error) {
          if (!(error instanceof CannotRefresh)) throw error
          world.err(`${tool}: ${error.message}`)
          refused += 1
        }
      }
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
    if (values.out === undefined) {
      if (changed.length > 0) world.out(asOverlay(changed.map(({ text }) => text)).trimEnd())
    } else {
      await mkdir(values.out, { recursive: true })
      for (const { name, text } of changed) await writeFile(path.join(values.out, name), text)
      world.out(`${changed.length} of ${tools.length} entries written to ${values.out}`)
    }
    return refused === 0 ? 0 : 1
  },
}
