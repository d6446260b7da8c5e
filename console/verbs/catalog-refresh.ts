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
    const stop = whoAsksToStop()
    const scratch = await mkdtemp(path.join(tmpdir(), 'waymark-refresh-'))
    const texts: string[] = []
    let changed = 0
    let refused = 0
    try {
      if (values.out !== undefined) await mkdir(values.out, { recursive: true })
      const npm = openNpm(scratch, world.env, stop.asked)
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
          if (text === source.text) continue
          changed += 1
          if (values.out === undefined) texts.push(text)
          else await writeFile(path.join(values.out, source.name), text)
        } catch (error) {
          if (!(error instanceof CannotRefresh)) throw error
          if (stop.asked.aborted) throw new CannotRun('stopped', String(stop.asked.reason), kept(changed, values.out))
          world.err(`${tool}: ${error.message}`)
          refused += 1
        }
      }
    } finally {
      await rm(scratch, { recursive: true, force: true })
      stop.forget()
    }
    if (values.out !== undefined) world.out(`${changed} of ${tools.length} entries written to ${values.out}`)
    else if (changed > 0) world.out(asOverlay(texts).trimEnd())
    return refused === 0 ? 0 : 1
  },
}

const kept = (changed: number, out: string | undefined): string =>
  out === undefined ? 'nothing was printed' : `${changed} written to ${out} until then`

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/** A time limit or a closed terminal would end it without a word, and leave hundreds of megabytes behind. */
const whoAsksToStop = (): { readonly asked: AbortSignal; readonly forget: () => void } => {
  const controller = new AbortController()
  const stop = (signal: string): void => controller.abort(signal)
  for (const signal of SIGNALS) process.on(signal, stop)
  return {
    asked: controller.signal,
    forget: () => {
      for (const signal of SIGNALS) process.off(signal, stop)
    },
  }
}
