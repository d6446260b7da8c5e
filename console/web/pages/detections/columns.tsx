import { Link } from '@tanstack/react-router'
import type { Detection } from '../../../../protocol/detection.ts'
import type { Column } from '../../parts/list.tsx'
import { StateMark, VerdictMark } from '../../parts/marks.tsx'
import { useNow } from '../../parts/now.ts'
import { When } from '../../parts/when.tsx'
import { calledIt, nextBrief, whereabouts } from '../../words/detection.ts'
import { STATE_WORD } from '../../words/verdict.ts'

export const detectionKey = (detection: Detection): string => `${detection.device ?? ''}/${detection.id}`

/** By row's key, what tells copies of one tool apart: see words/apart.ts. */
type Apart = ReadonlyMap<string, string>

const Where = ({ of, apart }: { of: Detection; apart: Apart }) => {
  const place = apart.get(detectionKey(of))
  return (
    <>
      {whereabouts(of)}
      {place === undefined ? null : (
        <>
          {' '}
          <span className="soft" title={of.path}>
            {place}
          </span>
        </>
      )}
    </>
  )
}

const Next = ({ of }: { of: Detection }) => {
  const now = useNow()
  const says = nextBrief(of, now)
  return says === '' ? <span className="soft">–</span> : says
}

export const detectionColumns = (apart: Apart): readonly Column<Detection>[] => [
  {
    id: 'tool',
    head: 'Assistant',
    phone: 'lead',
    cell: detection => (
      <Link
        className="whole"
        to="/detections/$device/$id"
        params={{ device: detection.device ?? '', id: detection.id }}
        search={true}
      >
        <span className="name">{calledIt(detection)}</span> <span className="soft">{detection.version}</span>
      </Link>
    ),
  },
  { id: 'verdict', head: 'Verdict', phone: 'tail', cell: detection => <VerdictMark of={detection.verdict} /> },
  { id: 'state', head: 'State', cell: detection => <StateMark of={detection.state} /> },
  { id: 'where', head: 'Where', cell: detection => <Where of={detection} apart={apart} /> },
  { id: 'next', head: 'Next', cell: detection => <Next of={detection} /> },
  { id: 'seen', head: 'Last seen', cell: detection => <When at={detection.lastSeen} as="byHour" /> },
]

export const DetectionBrief = ({ of, apart }: { of: Detection; apart: Apart }) => {
  const place = apart.get(detectionKey(of))
  return (
    <>
      {STATE_WORD[of.state]} · {whereabouts(of)} · {place ?? <When at={of.lastSeen} as="byHour" />}
    </>
  )
}
