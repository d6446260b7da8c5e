import { Link } from '@tanstack/react-router'
import type { Detection } from '../../../../protocol/detection.ts'
import type { Column } from '../../parts/list.tsx'
import { StateMark, VerdictMark } from '../../parts/marks.tsx'
import { useNow } from '../../parts/now.ts'
import { When } from '../../parts/when.tsx'
import { nextBrief, whereabouts } from '../../words/detection.ts'
import { STATE_WORD } from '../../words/verdict.ts'

const Next = ({ of }: { of: Detection }) => {
  const now = useNow()
  const says = nextBrief(of, now)
  return says === '' ? <span className="soft">–</span> : says
}

export const detectionColumns: readonly Column<Detection>[] = [
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
        <span className="name">{detection.name}</span> <span className="soft">{detection.version}</span>
      </Link>
    ),
  },
  { id: 'verdict', head: 'Verdict', phone: 'tail', cell: detection => <VerdictMark of={detection.verdict} /> },
  { id: 'state', head: 'State', cell: detection => <StateMark of={detection.state} /> },
  { id: 'where', head: 'Where', cell: whereabouts },
  { id: 'next', head: 'Next', cell: detection => <Next of={detection} /> },
  { id: 'seen', head: 'Last seen', cell: detection => <When at={detection.lastSeen} as="byHour" /> },
]

export const DetectionBrief = ({ of }: { of: Detection }) => (
  <>
    {STATE_WORD[of.state]} · {whereabouts(of)} · <When at={of.lastSeen} as="byHour" />
  </>
)

export const detectionKey = (detection: Detection): string => `${detection.device ?? ''}/${detection.id}`
