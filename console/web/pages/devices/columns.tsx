import { Link } from '@tanstack/react-router'
import type { Device } from '../../../api/answers.ts'
import type { Column } from '../../parts/list.tsx'
import { AmissMark, ContactMark, VerdictCounts } from '../../parts/marks.tsx'
import { When } from '../../parts/when.tsx'
import { conditionWords, policyStanding, systemWords } from '../../words/devices.ts'
import { remark } from '../../words/standing.ts'
import { usePolicyInForce } from '../policy/in-force.ts'

const Standing = ({ of }: { of: Device }) => {
  const inForce = usePolicyInForce()
  const [condition] = of.conditions
  const remarked = remark(of)
  if (remarked !== null) return <AmissMark>{remarked}</AmissMark>
  if (condition !== undefined)
    return (
      <AmissMark>
        {conditionWords(condition.condition)}
        {of.conditions.length > 1 ? ` and ${of.conditions.length - 1} more` : ''}
      </AmissMark>
    )
  return <span className="soft">{policyStanding(of.policy, inForce)}</span>
}

export const deviceColumns: readonly Column<Device>[] = [
  {
    id: 'host',
    head: 'Device',
    phone: 'lead',
    cell: device => (
      <Link className="whole" to="/devices/$id" params={{ id: device.id }} search={true}>
        <span className="name">{device.host}</span>
      </Link>
    ),
  },
  { id: 'system', head: 'System', cell: systemWords },
  { id: 'contact', head: 'Contact', phone: 'tail', cell: device => <ContactMark of={device.contact} /> },
  { id: 'counts', head: 'Assistants', cell: device => <VerdictCounts of={device.counts} /> },
  { id: 'policy', head: 'Agent', cell: device => <Standing of={device} /> },
  { id: 'seen', head: 'Last word', cell: device => <When at={device.lastSeen} as="away" /> },
]

export const DeviceBrief = ({ of }: { of: Device }) => (
  <>
    {remark(of) === null ? null : (
      <>
        <AmissMark>{remark(of)}</AmissMark> ·{' '}
      </>
    )}
    <VerdictCounts of={of.counts} /> · {systemWords(of)}
    {of.contact === 'connected' ? null : (
      <>
        {' '}
        · <When at={of.lastSeen} as="away" />
      </>
    )}
  </>
)

export const deviceKey = (device: Device): string => device.id
