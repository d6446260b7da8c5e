import { openIdentifier } from '../../agent/identify/identifier.ts'
import type { Observation } from '../../agent/sensors/observation.ts'
import { catalogFiles } from '../../agent/settings/catalog-files.ts'
import { conclude } from '../../policies/decide/conclude.ts'
import { readCatalog } from '../../policies/language/read-catalog.ts'

export type Told = {
  readonly tool: string
  /** Where it lies or what its maker calls it, and the first evidence. */
  readonly what: string
}
export type Judge = {
  /** Detections alone: what proves nothing is told to nobody. */
  readonly told: (seen: readonly Observation[]) => Promise<Told[]>
  readonly close: () => Promise<void>
}

/** What is seen is judged by the catalog, without these entries of it. */
export const openJudge = async (without: readonly string[] = []): Promise<Judge> => {
  const { catalog } = readCatalog(await catalogFiles())
  const left = new Map([...catalog].filter(([tool]) => !without.includes(tool)))
  const identifier = openIdentifier({ catalog: left, cacheFile: null, log: () => {} })
  return {
    told: async seen =>
      (await identifier.identify(seen, [])).findings
        .filter(({ evidence }) => conclude(evidence).is === 'detection')
        .map(({ tool, origin, install, evidence }) => ({
          tool,
          what: `${origin?.package ?? install}: ${evidence[0]?.matched}`,
        })),
    close: () => identifier.close(),
  }
}
