import { Link } from '@tanstack/react-router'
import type { Device } from '../../../api/answers.ts'
import { AmissMark } from '../../parts/marks.tsx'
import { When } from '../../parts/when.tsx'
import { flagWords, gapWords, STATE_WORDS, stateMeans } from '../../words/standing.ts'
import { Decide } from './decide.tsx'

/** What is remarkable about a device: where it stands, what was noticed, what is missing. Nothing where nothing is. */
export const Standing = ({ of }: { of: Device }) => {
  const means = stateMeans(of.state)
  return (
    <>
      {means === null && of.flags.length === 0 ? null : (
        <section>
          <h3>Remarks</h3>
          {means === null ? null : (
            <p>
              <AmissMark>
                <span className="strong">{STATE_WORDS[of.state]}</span>
              </AmissMark>
              <br />
              {means}
            </p>
          )}
          <ul className="lines">
            {of.flags.map(flag => (
              <li key={`${flag.evidence} ${flag.other ?? ''}`}>
                <span>
                  {flagWords(flag)}
                  {flag.other === null ? null : (
                    <>
                      :{' '}
                      <Link to="/devices/$id" params={{ id: flag.other }} search={true}>
                        {flag.other.slice(0, 10)}
                      </Link>
                    </>
                  )}
                </span>
                <span className="soft">
                  <When at={flag.since} as="away" />
                </span>
              </li>
            ))}
          </ul>
          <Decide of={of} />
        </section>
      )}
      {of.gaps.length === 0 ? null : (
        <section>
          <h3>Missing from its ledger</h3>
          <ul className="lines">
            {of.gaps.map(gap => (
              <li key={`${gap.epoch} ${gap.first} ${gap.why}`}>
                <span>{gapWords(gap)}</span>
                <span className="soft">
                  <When at={gap.at} as="away" />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
