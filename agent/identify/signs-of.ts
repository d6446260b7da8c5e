import path from 'node:path'
import { LIMITS } from '../../protocol/limits.ts'
import { visible } from '../../protocol/text.ts'
import type {
  BehaviorSeen,
  ConfigSeen,
  ExtensionSeen,
  Observation,
  PackageSeen,
  ProcessSeen,
  ProgramSeen,
} from '../sensors/observation.ts'
import { pointing } from './evidence-of.ts'
import { placeOf } from './place.ts'
import { shownPath, shownVersion } from './shown.ts'
import type { Sign } from './sign.ts'
import { type Bench, signsOfFile } from './signs-of-file.ts'
import { signsOfUnknownExtension, signsOfUnknownPackage } from './signs-of-unknown.ts'

export const signsOf = (seen: Observation, bench: Bench): Promise<Sign[]> =>
  (SIGNS[seen.kind] as (seen: Observation, bench: Bench) => Promise<Sign[]>)(seen, bench)

const SIGNS: {
  readonly [K in Observation['kind']]: (seen: Extract<Observation, { kind: K }>, bench: Bench) => Promise<Sign[]>
} = {
  process: async (seen: ProcessSeen, bench) => {
    const names = [seen.name, seen.argv0]
    const shared = { account: seen.account, names, also: [], process: seen }
    const program = signsOfFile({ path: seen.program, open: seen.open, worth: 'program', ...shared }, bench)
    if (seen.script === null) return program
    const open = seen.openScript === undefined ? {} : { open: seen.openScript }
    const script = await signsOfFile({ path: seen.script, ...open, worth: 'script', ...shared }, bench)
    return [...script, ...(await program)]
  },

  package: async (seen: PackageSeen, bench) => {
    const { matchers, manifests, brought } = bench
    const signs: Sign[] = []
    const pointers = matchers.packages(seen.ecosystem, seen.name)
    if (pointers.length === 0) return signsOfUnknownPackage(seen, bench)
    for (const pointer of pointers) {
      const npm = seen.ecosystem === 'npm'
      // Any file of the folder has the folder's place.
      const place = await placeOf(pointer.tool, `${seen.root}/package.json`, matchers, manifests)
      const own = seen.inside === null ? [] : matchers.packages(seen.ecosystem, seen.inside)
      signs.push({
        tool: pointer.tool,
        account: seen.account,
        install: npm && place.packages.length > 0 ? place.install : seen.root,
        version: (npm ? place.version : null) ?? seen.version,
        inside: (own.some(({ tool }) => tool === pointer.tool) ? null : seen.inside) ?? (npm ? place.inside : null),
        sha256: null,
        process: null,
        evidence: [pointing(pointer, shownVersion(seen.name, seen.version)).evidence],
      })
      // Where links make up a tree, or it is flat, a package's program lies in a folder beside it.
      const root = npm && place.packages.length > 0 ? place.install : seen.root
      for (const program of seen.programs)
        if (!npm || !program.startsWith(`${root}${path.sep}`)) brought.set(program, { tool: pointer.tool, root })
    }
    const shared = { worth: 'known', account: seen.account, names: [], also: [], process: null } as const
    for (const program of seen.programs) signs.push(...(await signsOfFile({ path: program, ...shared }, bench)))
    return signs
  },

  program: (seen: ProgramSeen, bench) => {
    // PATH may lead into a home: what lies there is that account's, by whichever way it was found.
    const owner = bench.homes.find(({ home }) => seen.path.startsWith(`${home}/`))?.account ?? null
    const shared = { worth: 'known', names: [], also: [seen.found], process: null } as const
    return signsOfFile({ path: seen.path, account: seen.account ?? owner, ...shared }, bench)
  },

  extension: async (seen: ExtensionSeen, bench) => {
    const pointers = bench.matchers.extensions(seen.family, seen.extension)
    if (pointers.length === 0) return signsOfUnknownExtension(seen, bench)
    return pointers.map(pointer => ({
      tool: pointer.tool,
      account: seen.account,
      install: seen.root,
      version: seen.version,
      inside: null,
      sha256: null,
      process: null,
      evidence: [pointing(pointer, shownVersion(seen.extension, seen.version)).evidence],
    }))
  },

  behavior: async (seen: BehaviorSeen, { matchers, manifests }) => {
    const { pid, started, terminal, script, program } = seen.process
    return Promise.all(
      matchers.behaviors(seen.of, seen.pattern).map(async (pointer): Promise<Sign> => {
        const place = await placeOf(pointer.tool, script ?? program, matchers, manifests)
        return {
          tool: pointer.tool,
          account: seen.account,
          install: place.install,
          version: place.version,
          inside: place.inside,
          sha256: null,
          process: { pid, started, terminal },
          // The pid stays on this machine: the pattern says what it was.
          evidence: [pointing(pointer, visible(seen.pattern, LIMITS.path)).evidence],
        }
      }),
    )
  },

  config: async (seen: ConfigSeen, { matchers, homes }) =>
    matchers.configs(seen.path, homes).map(pointer => ({
      tool: pointer.tool,
      account: seen.account,
      install: seen.path,
      version: null,
      inside: null,
      sha256: null,
      process: null,
      evidence: [pointing(pointer, shownPath(seen.path, seen.account, homes)).evidence],
    })),
}
