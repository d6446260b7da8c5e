import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { Device } from '../../../api/answers.ts'
import * as questions from '../../ask/questions.ts'
import { AmissMark, ContactMark } from '../../parts/marks.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Answer, Reading } from '../../parts/state-of.tsx'
import { When } from '../../parts/when.tsx'
import { figure, many, memory } from '../../words/count.ts'
import { conditionWords, policyStanding, systemWords } from '../../words/devices.ts'
import { usePolicyInForce } from '../policy/in-force.ts'
import { Enrolment } from './enrolment.tsx'
import { FoundOn } from './found-on.tsx'
import { Standing } from './standing.tsx'

const Conditions = ({ of }: { of: Device }) => (
  <section>
    <h3>Agent</h3>
    {of.platform === null ? (
      <p>It has enrolled and said nothing yet: its agent is still starting, or has not reached the console since.</p>
    ) : of.conditions.length === 0 ? (
      <p>Well. No part of it has failed.</p>
    ) : (
      <ul className="lines">
        {of.conditions.map(({ condition, detail, since }) => (
          <li key={condition}>
            <span>
              <AmissMark>
                <span className="strong">{conditionWords(condition)}</span>
              </AmissMark>
              <br />
              <span className="soft">{detail}</span>
            </span>
            <When at={since} as="away" />
          </li>
        ))}
      </ul>
    )}
  </section>
)

const Machine = ({ of }: { of: Device }) => {
  const inForce = usePolicyInForce()
  return (
    <section>
      <h3>Machine</h3>
      <dl className="facts">
        <dt>System</dt>
        <dd>
          {systemWords(of)}, {of.arch}
        </dd>
        <dt>Model</dt>
        <dd>{of.model ?? 'Not told'}</dd>
        <dt>Processor</dt>
        <dd>
          {of.cpu ?? 'Not told'}, {many(of.cores, 'core')}
        </dd>
        <dt>Memory</dt>
        <dd>{memory(of.memory)}</dd>
        <dt>Agent</dt>
        <dd>{of.agent}</dd>
        <dt>Policy</dt>
        <dd>
          <Link to="/policy">{policyStanding(of.policy, inForce)}</Link>
        </dd>
        <dt>Tags</dt>
        <dd>{of.tags.length === 0 ? 'None' : of.tags.join(', ')}</dd>
      </dl>
    </section>
  )
}

const LedgerHead = ({ of }: { of: Device }) => (
  <section>
    <h3>Ledger</h3>
    {of.ledger === null ? (
      <p>Nothing has been received from it yet.</p>
    ) : (
      <>
        <p>
          {figure(of.ledger.seq)} {of.ledger.seq === 1 ? 'entry' : 'entries'} received, exactly what{' '}
          <code>waymark ledger</code> lists on the device.
        </p>
        <dl className="facts">
          <dt>Newest</dt>
          <dd className="mono">{of.ledger.hash}</dd>
          <dt>Epoch</dt>
          <dd className="mono">{of.ledger.epoch}</dd>
        </dl>
        <p>
          <Link to="/devices/$id/ledger" params={{ id: of.id }} search={true}>
            List its entries
          </Link>
        </p>
      </>
    )}
  </section>
)

const Ready = ({ of }: { of: Device }) => (
  <div className="panel-body">
    <header>
      <h2>{of.host}</h2>
      <p className="marks">
        <ContactMark of={of.contact} />
        <span className="soft">{systemWords(of)}</span>
      </p>
    </header>
    <Standing of={of} />
    <FoundOn device={of.id} />
    <Conditions of={of} />
    {of.platform === null ? null : <Machine of={of} />}
    <Enrolment of={of} />
    <LedgerHead of={of} />
  </div>
)

export const DevicePanel = () => {
  const { id } = useParams({ from: '/devices/$id' })
  const navigate = useNavigate()
  const query = useQuery(questions.device(id))
  const close = useCallback(() => void navigate({ to: '/devices', search: true }), [navigate])
  return (
    <Panel label="Device" close={close}>
      <Answer
        of={query}
        what="this device"
        reading={
          <div className="panel-body">
            <Reading what="the device" />
          </div>
        }
        ready={device => <Ready of={device} />}
      />
    </Panel>
  )
}
