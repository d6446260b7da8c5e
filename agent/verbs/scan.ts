import { stat } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod/mini'
import { productName } from '../../policies/language/product-name.ts'
import { Detection } from '../../protocol/detection.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { McpServerOf } from '../../protocol/mcp-server.ts'
import { visible } from '../../protocol/text.ts'
import { shownConnections } from '../connections-told.ts'
import { privateFolderIn } from '../desk/place.ts'
import { openIdentifier } from '../identify/identifier.ts'
import { behaviorsWanted, wantedOf } from '../identify/wanted.ts'
import { judge } from '../judge.ts'
import { look } from '../look.ts'
import { platform } from '../platform.ts'
import { behaviorPaths } from '../sensors/behaviors.ts'
import { explainPaths } from '../sensors/explain-paths.ts'
import { homes } from '../sensors/homes.ts'
import type { Home } from '../sensors/observation.ts'
import { processSensor } from '../sensors/processes.ts'
import { cacheFileIn, deviceIn } from './scan-device.ts'
import { setUp } from './scan-setup.ts'
import { scanInWords } from './scan-words.ts'
import { verb } from './verb.ts'
import { VerbFault } from './verb-fault.ts'

/** What `--json` prints; scripts depend on it. */
const Printed = z.strictObject({
  policy: z.string(),
  detections: z.array(Detection),
  mcpServers: z.array(McpServerOf),
  instructionFiles: z.array(z.strictObject({ account: z.string(), path: z.string() })),
  notSeen: z.array(z.strictObject({ what: z.string(), why: z.string() })),
})

export type Scan = z.infer<typeof Printed> & {
  /** What people call the product that is chosen here. */
  readonly sanctioned: string
  readonly at: number
}
type Answer = { readonly is: 'scan'; readonly scan: Scan } | { readonly is: 'paths'; readonly paths: readonly string[] }

/** A look without a console judges as a console's agent would that has just heard from it. */
const circumstancesAt = (now: number) => ({
  lastFreshWord: now,
  mayBlock: [],
  tripped: [],
  safeMode: false,
  standDown: false,
})

export const scan = verb({
  name: 'scan',
  about: 'one look at this machine: which assistants, what the policy says, and how we know',
  needs: 'nothing',
  flags: {
    home: {
      type: 'string',
      multiple: true,
      value: 'DIR',
      about: 'look in these homes alone: no system places, no other processes',
    },
    root: { type: 'string', value: 'DIR', about: 'where the system places begin, instead of /' },
    policy: { type: 'string', value: 'FILE', about: 'judge by this policy, instead of the one in force' },
    catalog: { type: 'string', value: 'DIR', about: 'recognise by this catalog, instead of the own one' },
    'explain-paths': { type: 'boolean', about: 'only list where it would look' },
  },
  prints: 'value',
  run: async (around, given): Promise<Answer> => {
    const settings = await around.settings()
    const { tags } = settings
    const stateDir = privateFolderIn(settings.stateDir)
    const now = around.now()
    const today = new Date(now).toISOString().slice(0, 10)
    const setup = await setUp({ policyFile: given.policy, catalogDir: given.catalog, stateDir, today })
    const { policy, catalog } = setup
    const wanted = wantedOf(catalog)
    const at = await homesFor(given.home)
    const root = await folder(given.root ?? '/')
    const confined = given.home.length > 0
    const search = (around.env.PATH ?? '').split(path.delimiter).filter(each => path.isAbsolute(each))
    const where = { homes: at, root, path: confined ? [] : search, wanted, platform }
    const behaviors = behaviorsWanted(catalog)
    if (given['explain-paths']) {
      const paths = [
        ...explainPaths({ ...where, system: !confined }),
        ...behaviorPaths({ homes: at, patterns: behaviors }),
      ]
      return { is: 'paths', paths }
    }

    const cacheFile = await cacheFileIn(stateDir)
    // Somebody waits for it.
    const identifier = openIdentifier({ catalog, cacheFile, log: () => {}, installedBy: 'identify-now' })
    try {
      const sensor = await processSensor[platform]()
      const { findings, notSeen, connections } = await look({ ...where, confined, behaviors, identifier, sensor })
      const judged = judge({
        findings,
        policy,
        catalog,
        homes: at,
        device: { id: await deviceIn(stateDir), platform, tags },
        history: () => null,
        firstSeen: () => null,
        circumstances: circumstancesAt(now),
        now,
      })
      const printed = Printed.parse({
        policy: policy.policy,
        detections: judged.map(({ detection }) => detection),
        ...shownConnections(connections, at),
        notSeen: notSeen.map(({ what, why }) => ({ what: visible(what, LIMITS.path), why: visible(why, LIMITS.path) })),
      })
      return { is: 'scan', scan: { ...printed, sanctioned: productName(catalog, policy.sanctioned), at: now } }
    } finally {
      await identifier.close()
    }
  },
  text: (answer, page) => (answer.is === 'paths' ? answer.paths.join('\n') : scanInWords(answer.scan, page)),
  json: answer => {
    if (answer.is === 'paths') return { paths: answer.paths }
    const { policy, detections, mcpServers, instructionFiles, notSeen } = answer.scan
    return { policy, detections, mcpServers, instructionFiles, notSeen }
  },
  // What left only its settings is not there any more: a trace is told, and no reason to fail.
  exit: answer =>
    answer.is === 'scan' &&
    answer.scan.detections.some(({ verdict, state }) => verdict === 'banned' && state !== 'trace')
      ? 1
      : 0,
})

const homesFor = async (given: readonly string[]): Promise<Home[]> => {
  for (const each of given) await folder(each)
  return homes(given.length === 0 ? undefined : given)
}

const folder = async (given: string): Promise<string> => {
  const found = await stat(given).catch(() => null)
  if (found?.isDirectory() === true) return path.resolve(given)
  throw new VerbFault(found === null ? 'no such folder' : 'not a folder', given, 'name a folder that is there')
}
