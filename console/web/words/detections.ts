import type { Detection } from '../../../protocol/detection.ts'
import type { DetectionFilter } from '../ask/detection-filter.ts'
import { figure, many } from './count.ts'
import { STATE_WORD, VERDICT_WORD } from './verdict.ts'

/** The sentence above the list. `more`: the list goes on beyond what was read. */
export const detectionsHeadline = (
  rows: readonly Pick<Detection, 'state' | 'device' | 'verdict'>[],
  filter: DetectionFilter,
  more: boolean,
): string => {
  const narrowed = filter.verdict === undefined ? '' : `${VERDICT_WORD[filter.verdict].toLowerCase()} `
  if (rows.length === 0)
    return `No ${narrowed}assistants here${Object.keys(filter).length === 0 ? ' yet' : ' by these filters'}.`
  const found = more
    ? `More than ${figure(rows.length)} ${narrowed}assistants`
    : many(rows.length, `${narrowed}assistant`)
  const devices = new Set(rows.map(({ device }) => device)).size
  const running = rows.filter(({ state }) => state === 'running').length
  const now =
    running === 0
      ? rows.length === 1
        ? 'not running this hour'
        : 'none of them running this hour'
      : running === rows.length
        ? 'running this hour'
        : `${figure(running)} running this hour`
  if (more) return `${found}, newest changes first.`
  if (filter.state !== undefined && filter.state !== 'all')
    return `${found}, ${STATE_WORD[filter.state].toLowerCase()}, on ${many(devices, 'device')}.`
  return `${found} found on ${many(devices, 'device')}, ${now}.`
}
