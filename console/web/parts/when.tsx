import { away, awayByHour, both, bothByHour, bothWithHour, clockOf, dayOf, exactly } from '../words/dates.ts'
import { useNow } from './now.ts'

const WORDS = {
  /** `14 Dec 2026, in 3 days` */
  both,
  /** `14 Dec 2026 08:00, in 3 days` */
  hour: bothWithHour,
  /** `in 3 days` */
  away,
  /** `this hour`: for what is told by the hour only */
  byHour: awayByHour,
  /** `14 Dec 2026, this hour` */
  bothByHour,
  /** `14 Dec 2026, 08:00` */
  exact: (at: number): string => exactly(at),
} as const

/** An instant in words, to be hovered for the exact one, in the reader's hours and in UTC. */
export const When = ({ at, as = 'both' }: { at: number; as?: keyof typeof WORDS }) => {
  const now = useNow()
  const utc = `${dayOf(at, 'UTC') === dayOf(at) ? '' : `${dayOf(at, 'UTC')} `}${clockOf(at, 'UTC')} UTC`
  return (
    <time dateTime={new Date(at).toISOString()} title={`${exactly(at)} (${utc})`}>
      {WORDS[as](at, now)}
    </time>
  )
}
