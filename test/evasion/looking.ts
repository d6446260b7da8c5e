import { userInfo } from 'node:os'
import { openIdentifier } from '../../agent/identify/identifier.ts'
import { behaviorsWanted, wantedOf } from '../../agent/identify/wanted.ts'
import { look } from '../../agent/look.ts'
import { platform } from '../../agent/platform.ts'
import { behaviorsOf } from '../../agent/sensors/behaviors.ts'
import type { Home, NotSeen } from '../../agent/sensors/observation.ts'
import { type ProcessSensor, processSensor } from '../../agent/sensors/processes.ts'
import { catalogFiles } from '../../agent/settings/catalog-files.ts'
import { conclude } from '../../policies/decide/conclude.ts'
import type { IndicatorKind } from '../../policies/decide/words.ts'
import type { Catalog } from '../../policies/language/catalog-entry.ts'
import { readCatalog } from '../../policies/language/read-catalog.ts'

/** What a look makes of one thing: a detection, and by which kinds of evidence. */
export type Found = {
  readonly tool: string
  readonly runs: boolean
  readonly install: string
  readonly version: string | null
  readonly inside: string | null
  readonly kinds: readonly IndicatorKind[]
  readonly matched: readonly string[]
}
export type Looked = { readonly found: readonly Found[]; readonly notSeen: readonly NotSeen[] }

export type Eyes = {
  /** What the inventory of this home says while nothing runs. */
  readonly atRest: (home: string) => Promise<Looked>
  /** What this one process is, with what it left in this home; of no other process anything is told. */
  readonly running: (pid: number, home: string) => Promise<Looked>
  readonly close: () => Promise<void>
}

type Identified = Awaited<ReturnType<ReturnType<typeof openIdentifier>['identify']>>
const told = ({ findings, notSeen }: Pick<Identified, 'findings' | 'notSeen'>): Looked => ({
  notSeen,
  found: findings
    .filter(({ evidence }) => conclude(evidence).is === 'detection')
    .map(({ tool, process, install, version, inside, evidence }) => ({
      tool,
      runs: process !== null,
      install,
      version,
      inside,
      kinds: evidence.map(({ kind }) => kind),
      matched: evidence.map(({ matched }) => matched),
    })),
})

const homeAt = (home: string): Home => ({ account: userInfo().username, uid: userInfo().uid, home })

/** The one that is shipped. */
export const catalog = async (): Promise<Catalog> => readCatalog(await catalogFiles()).catalog

/** The agent's own parts, with the catalog that is shipped; what was read of a file is kept until they are closed. */
export const openEyes = async (): Promise<Eyes> => {
  const shipped = await catalog()
  const identifier = openIdentifier({ catalog: shipped, cacheFile: null, log: () => {} })
  // Opened before anything is started: a look remembers what a process was before it changed its title.
  const sensor = (await processSensor[platform]()) as ProcessSensor
  return {
    atRest: async home => {
      const found = await look({
        homes: [homeAt(home)],
        root: '/',
        confined: true,
        path: [],
        wanted: wantedOf(shipped),
        behaviors: [],
        platform,
        identifier,
        sensor: { unsupported: 'nothing runs' },
      })
      return told({ findings: [...found.findings], notSeen: [...found.notSeen] })
    },
    running: async (pid, home) => {
      const homes = [homeAt(home)]
      const processes = (await sensor.snapshot()).seen.filter(process => process.pid === pid)
      const left = await behaviorsOf[platform]({ homes, processes, patterns: behaviorsWanted(shipped) })
      const behaviors = 'unsupported' in left ? [] : left
      return told(await identifier.identify([...processes, ...behaviors], homes))
    },
    close: identifier.close,
  }
}
