import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { Detection } from '../../../../protocol/detection.ts'
import * as questions from '../../ask/questions.ts'
import { StateMark, VerdictMark } from '../../parts/marks.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Raw } from '../../parts/raw.tsx'
import { Answer, Reading } from '../../parts/state-of.tsx'
import { When } from '../../parts/when.tsx'
import { calledIt } from '../../words/detection.ts'
import { byWhom } from '../../words/unknown.ts'
import { CATEGORY_WORD } from '../../words/verdict.ts'
import { Signs } from './signs.tsx'
import { WhatHappens } from './what-happens.tsx'
import { Why } from './why.tsx'

const Place = ({ of }: { of: Detection }) => (
  <section>
    <h3>Where</h3>
    <dl className="facts">
      <dt>Device</dt>
      <dd>
        <Link to="/devices/$id" params={{ id: of.device ?? '' }} search={{}}>
          {of.host ?? of.device}
        </Link>
      </dd>
      <dt>Account</dt>
      <dd>{of.account ?? 'The whole machine'}</dd>
      <dt>Place</dt>
      <dd className="mono">{of.path}</dd>
      {of.inside === undefined ? null : (
        <>
          <dt>Brought by</dt>
          <dd className="mono">{of.inside}</dd>
        </>
      )}
      <dt>First seen</dt>
      <dd>
        <When at={of.firstSeen} as="bothByHour" />
      </dd>
      <dt>Last seen</dt>
      <dd>
        <When at={of.lastSeen} as="byHour" />
        <span className="soft">, told by the hour</span>
      </dd>
      {of.sha256 === undefined ? null : (
        <>
          <dt>SHA-256</dt>
          <dd className="mono">{of.sha256}</dd>
        </>
      )}
    </dl>
  </section>
)

const Ready = ({ of }: { of: Detection }) => (
  <div className="panel-body">
    <header>
      <h2>
        {calledIt(of)} <span className="soft">{of.version}</span>
      </h2>
      <p className="marks">
        <VerdictMark of={of.verdict} />
        <StateMark of={of.state} />
        {of.origin === undefined ? (
          <Link to="/tools/$tool" params={{ tool: of.tool }} search={{}}>
            {CATEGORY_WORD[of.category]}, in the catalog
          </Link>
        ) : (
          <>
            <span className="soft">{byWhom(of.origin)}</span>
            <Link to="/tools/unknown" search={{}}>
              Not in the catalog
            </Link>
          </>
        )}
      </p>
    </header>
    <Signs of={of} />
    <WhatHappens of={of} />
    <Why of={of} />
    <Place of={of} />
    <Raw label="The record as it was received" text={JSON.stringify(of, null, 2)} />
  </div>
)

export const DetectionPanel = () => {
  const { device, id } = useParams({ from: '/detections/$device/$id' })
  const navigate = useNavigate()
  const query = useQuery(questions.detection(device, id))
  const close = useCallback(() => void navigate({ to: '/detections', search: true }), [navigate])
  return (
    <Panel label={query.data === undefined ? 'Detection' : `Detection on ${query.data.host ?? device}`} close={close}>
      <Answer
        of={query}
        what="this detection"
        reading={
          <div className="panel-body">
            <Reading what="the detection" />
          </div>
        }
        ready={detection => <Ready of={detection} />}
      />
    </Panel>
  )
}
