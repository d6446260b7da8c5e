import { useQuery } from '@tanstack/react-query'
import * as questions from '../../ask/questions.ts'
import { Command } from '../../parts/copy.tsx'
import { useNow } from '../../parts/now.ts'
import { Answer, Reading } from '../../parts/state-of.tsx'
import { settingsHeadline } from '../../words/tokens.ts'
import { NewToken } from './new-token.tsx'
import { Tokens } from './tokens.tsx'

const Key = () => (
  <section className="rule">
    <h2>This console</h2>
    <Answer
      of={useQuery(questions.console_)}
      what="the console's key"
      reading={<Reading what="the console's key" />}
      ready={({ key, formerly }) => (
        <>
          <p>
            Its key. Agents that have it as <code>trust.keys</code> in their settings say nothing to anybody else, and
            all others keep the one that they met first.
          </p>
          <Command text={key} />
          {formerly.length === 0 ? null : (
            <p className="soft">
              It came after <span className="mono">{formerly.join(', ')}</span>: agents that know one of these know this
              one by it.
            </p>
          )}
        </>
      )}
    />
  </section>
)

const Admin = () => {
  const now = useNow()
  const query = useQuery(questions.tokens)
  return (
    <>
      <header className="page-head">
        <h1>{query.data === undefined ? 'Settings' : settingsHeadline(query.data.items, now)}</h1>
      </header>
      <div className="scroll">
        <div className="policy">
          <NewToken />
          <Answer
            of={query}
            what="the tokens"
            reading={<Reading what="the tokens" />}
            ready={({ items }) => <Tokens of={items} />}
          />
          <Key />
        </div>
      </div>
    </>
  )
}

export const SettingsPage = () => {
  const { data } = useQuery(questions.me)
  return (
    <div className="page">
      {data === undefined || data.role === 'admin' ? (
        <Admin />
      ) : (
        <>
          <header className="page-head">
            <h1>Tokens are an admin’s; you are signed in as {data.role}.</h1>
          </header>
          <div className="scroll">
            <div className="policy">
              <Key />
            </div>
          </div>
        </>
      )}
    </div>
  )
}
