import type { Observation, PackageSeen } from '../sensors/observation.ts'
import { type Desk, type Judged, judgedPackage } from './signs-of-unknown.ts'

/** Packages judged side by side: while the files of one are read, those of others are looked for on disk. */
const SIDE_BY_SIDE = 4

/** Begins to judge all packages of a look that no entry names, so that the look, one by one, finds them judged. */
export const judgedAhead = (
  installed: readonly Observation[],
  desk: Desk,
): ReadonlyMap<Observation, Promise<Judged | null>> => {
  const lanes = Array<Promise<unknown>>(SIDE_BY_SIDE).fill(Promise.resolve())
  const unnamed = installed.filter(seen => seen.kind === 'package').filter(seen => isUnnamed(seen, desk))
  return new Map(
    unnamed.map((seen, index) => {
      const lane = index % SIDE_BY_SIDE
      const judged = Promise.resolve(lanes[lane]).then(() => judgedPackage(seen, desk))
      // Who asks for it hears of it; the next one in its lane has nothing to do with it.
      lanes[lane] = judged.catch(() => null)
      return [seen, judged]
    }),
  )
}

const isUnnamed = ({ ecosystem, name, inside }: PackageSeen, { matchers }: Desk): boolean =>
  inside === null && matchers.unknown !== null && matchers.packages(ecosystem, name).length === 0
