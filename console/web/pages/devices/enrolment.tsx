import { Link } from '@tanstack/react-router'
import type { Device } from '../../../api/answers.ts'
import { When } from '../../parts/when.tsx'
import { Decide } from './decide.tsx'

/** How it came in; what may become of that stands with the remarks, where there are any. */
export const Enrolment = ({ of }: { of: Device }) => (
  <section>
    <h3>Enrolment</h3>
    <dl className="facts">
      <dt>Enrolled</dt>
      <dd>
        <When at={of.enrolledAt} />
      </dd>
      <dt>By token</dt>
      <dd>
        {of.token === null ? (
          'Not kept for devices of that time'
        ) : (
          <Link to="/devices" search={{ token: of.token.id, state: 'all' }}>
            {of.token.name}
          </Link>
        )}
      </dd>
      <dt>Last word</dt>
      <dd>
        <When at={of.lastSeen} />
      </dd>
      <dt>Device</dt>
      <dd className="mono">{of.id}</dd>
    </dl>
    {of.state === 'enrolled' && of.flags.length === 0 ? <Decide of={of} /> : null}
  </section>
)
