import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { UnknownAssistant } from '../../../api/answers.ts'
import * as questions from '../../ask/questions.ts'
import { Copy } from '../../parts/copy.tsx'
import { VerdictMark } from '../../parts/marks.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Raw } from '../../parts/raw.tsx'
import { Answer, Reading } from '../../parts/state-of.tsx'
import { evidenceWords, strongestFirst } from '../../words/evidence.ts'
import { byWhom, policyFor, unknownHeadline, whereWords } from '../../words/unknown.ts'

const One = ({ of }: { of: UnknownAssistant }) => {
  const { example } = of
  const text = policyFor(of)
  return (
    <section>
      <h3>{of.package}</h3>
      <p className="marks">
        <VerdictMark of={example.verdict} />
        <span className="soft">{byWhom(of)}</span>
      </p>
      <p>
        <Link to="/detections" search={{ tool: example.tool, q: of.package }}>
          {whereWords(of)}
        </Link>
        .
      </p>
      <ul className="signs">
        {strongestFirst(example.evidence).map(evidence => (
          <li key={evidence.indicator}>
            <span>{evidenceWords(evidence, of.package)}</span>
            <span className="strength">{evidence.strength}</span>
          </li>
        ))}
      </ul>
      <div className="decide">
        <Raw label="An entry and a rule for the policy" text={text} />
        <Copy text={text} label="Copy" />
      </div>
    </section>
  )
}

const Ready = ({ of }: { of: readonly UnknownAssistant[] }) => (
  <div className="panel-body">
    <header>
      <h2>Not in the catalog</h2>
      <p>{unknownHeadline(of)}</p>
      {of.length === 0 ? null : (
        <p className="soft small">
          To decide on one, copy its entry and rule into the <Link to="/policy">policy</Link>, change the verdict if
          need be, and publish it: from then on it has a name.
        </p>
      )}
    </header>
    {of.map(group => (
      <One key={JSON.stringify([group.publisher, group.package])} of={group} />
    ))}
  </div>
)

/** What is made as assistants are and has no entry, by publisher and package. */
export const UnknownPanel = () => {
  const navigate = useNavigate()
  const query = useQuery(questions.unknown)
  const close = useCallback(() => void navigate({ to: '/tools', search: true }), [navigate])
  return (
    <Panel label="Not in the catalog" close={close}>
      <Answer
        of={query}
        what="what the catalog does not name"
        reading={
          <div className="panel-body">
            <Reading what="what the catalog does not name" />
          </div>
        }
        ready={({ items }) => <Ready of={items} />}
      />
    </Panel>
  )
}
