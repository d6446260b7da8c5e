import { STATES, type State, VERDICTS, type Verdict } from '../../../policies/decide/words.ts'
import { choice, short } from './search.ts'

/** What narrows the list of detections; the page's URL and the API's query alike. */
export type DetectionFilter = {
  readonly verdict?: Verdict
  readonly state?: State | 'all'
  readonly product?: string
  readonly tool?: string
  readonly device?: string
  readonly q?: string
}

/** @param search as it stands in the URL; what does not fit is left out. */
export const readDetectionFilter = (search: Record<string, unknown>): DetectionFilter => ({
  ...choice('verdict', search.verdict, VERDICTS),
  ...choice('state', search.state, [...STATES, 'all' as const]),
  ...short('product', search.product),
  ...short('tool', search.tool),
  ...short('device', search.device),
  ...short('q', search.q),
})
