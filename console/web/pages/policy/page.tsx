import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { PolicyDocument } from '../../../api/answers.ts'
import * as questions from '../../ask/questions.ts'
import { Answer, Reading } from '../../parts/state-of.tsx'
import { When } from '../../parts/when.tsx'
import { many } from '../../words/count.ts'
import { otherwiseWords } from '../../words/rule.ts'
import { Exceptions } from './exceptions.tsx'
import { History } from './history.tsx'
import { useNames } from './names.ts'
import { NoPolicy } from './none.tsx'
import { Rule } from './rule.tsx'
import { Yaml } from './yaml.tsx'

const Head = ({ of }: { of: PolicyDocument }) => (
  <header className="page-head">
    <h1>
      {of.inForce ? 'In force: ' : 'No longer in force: '}
      <span className="strong">{of.policy}</span>, serial {of.serial}, on{' '}
      <Link to="/devices" search={{}}>
        {many(of.appliedBy, 'device')}
      </Link>
      .
    </h1>
    <p className="soft small">
      Published by {of.publishedBy} on <When at={of.publishedAt} />. Digest{' '}
      <span className="mono">{of.digest.slice(0, 16)}</span>
      {of.inForce ? null : (
        <>
          . <Link to="/policy">See the one in force</Link>
        </>
      )}
    </p>
  </header>
)

const Document = ({ of }: { of: PolicyDocument }) => {
  const nameOf = useNames()
  return (
    <>
      <Head of={of} />
      <div className="scroll">
        <div className="policy">
          {of.document.rules.map(rule => (
            <Rule key={rule.id} of={rule} nameOf={nameOf} />
          ))}
          <section className="rule">
            <h2>Otherwise</h2>
            {otherwiseWords(of.document, nameOf).map(words => (
              <p key={words}>{words}</p>
            ))}
          </section>
          <Exceptions of={of} />
          <Yaml text={of.text} digest={of.digest} />
          <History shown={of.serial} />
        </div>
      </div>
    </>
  )
}

const One = ({ serial }: { serial: number }) => (
  <Answer
    of={useQuery(questions.policy(serial))}
    what="the policy"
    reading={<Waiting />}
    ready={document => <Document of={document} />}
  />
)

const Waiting = () => (
  <header className="page-head">
    <h1>The policy in force</h1>
    <p>
      <Reading what="the policy" />
    </p>
  </header>
)

export const PolicyPage = () => {
  const { serial } = useParams({ strict: false })
  const query = useQuery(questions.policies)
  return (
    <div className="page">
      {serial === undefined ? (
        <Answer
          of={query}
          what="the policy"
          reading={<Waiting />}
          ready={({ items }) => {
            const inForce = items.find(one => one.inForce)
            return inForce === undefined ? <NoPolicy /> : <One serial={inForce.serial} />
          }}
        />
      ) : (
        <One serial={serial} />
      )}
    </div>
  )
}
