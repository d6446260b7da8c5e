import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { Tool } from '../../../api/answers.ts'
import * as questions from '../../ask/questions.ts'
import { VerdictMark } from '../../parts/marks.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Raw } from '../../parts/raw.tsx'
import { Answer, Reading } from '../../parts/state-of.tsx'
import { many } from '../../words/count.ts'
import { ways } from '../../words/indicators.ts'
import { CATEGORY_WORD, VERDICT_MEANS } from '../../words/verdict.ts'
import { Dossier } from './dossier.tsx'

const Verdict = ({ of }: { of: Tool }) => (
  <section>
    <h3>Verdict</h3>
    <p>
      {VERDICT_MEANS[of.verdict]}{' '}
      {of.rule === null ? (
        <>
          No rule of the <Link to="/policy">policy in force</Link> names it.
        </>
      ) : (
        <>
          So says rule <code>{of.rule}</code> of the <Link to="/policy">policy in force</Link>.
        </>
      )}
    </p>
    <p>
      {of.devices === 0 ? (
        'It has not been found on any device.'
      ) : (
        <>
          Found on{' '}
          <Link to="/detections" search={{ tool: of.entry.tool }}>
            {many(of.devices, 'device')}
          </Link>
          , running on {of.running === 0 ? 'none' : of.running} this hour.
        </>
      )}
    </p>
    {of.entry.combined === undefined ? null : (
      <p>
        It stands for many: <Link to="/tools/unknown">by publisher and package</Link>.
      </p>
    )}
  </section>
)

const Recognised = ({ of }: { of: Tool }) => (
  <section>
    <h3>How it is recognised</h3>
    <ul className="signs">
      {ways(of.entry.indicators).map(({ id, words, strength, unconfirmed }) => (
        <li key={id}>
          <span>
            {words}{' '}
            {unconfirmed ? (
              <span
                className="unconfirmed"
                title="From its maker's documents; we have not seen it on a real installation."
              >
                unconfirmed
              </span>
            ) : null}
          </span>
          <span className="strength">{strength}</span>
        </li>
      ))}
    </ul>
    <p className="soft small">
      One conclusive or strong sign is enough, or two weak ones of different kinds. Names and settings alone never are.
    </p>
    <Raw label="The entry in the catalog" text={JSON.stringify(of.entry, null, 2)} />
  </section>
)

const Ready = ({ of }: { of: Tool }) => (
  <div className="panel-body">
    <header>
      <h2>{of.entry.name}</h2>
      <p className="marks">
        <VerdictMark of={of.verdict} />
        <span className="soft">
          {CATEGORY_WORD[of.entry.category]} by {of.entry.vendor}
        </span>
      </p>
      <p>{of.entry.about}</p>
    </header>
    <Verdict of={of} />
    <Dossier of={of.entry.dossier} />
    <Recognised of={of} />
  </div>
)

export const ToolPanel = () => {
  const { tool } = useParams({ from: '/tools/$tool' })
  const navigate = useNavigate()
  const query = useQuery(questions.tools)
  const close = useCallback(() => void navigate({ to: '/tools', search: true }), [navigate])
  return (
    <Panel label="In the catalog" close={close}>
      <Answer
        of={query}
        what="this entry of the catalog"
        reading={
          <div className="panel-body">
            <Reading what="the catalog" />
          </div>
        }
        ready={({ items }) => {
          const found = items.find(({ entry }) => entry.tool === tool)
          if (found !== undefined) return <Ready of={found} />
          return <div className="note">The catalog has no assistant of this name.</div>
        }}
      />
    </Panel>
  )
}
