import { Link } from '@tanstack/react-router'
import type { Overview } from '../../../api/answers.ts'
import { When } from '../../parts/when.tsx'
import { many } from '../../words/count.ts'
import { RESPONSE_WORD } from '../../words/verdict.ts'

/** The next changes of a response. */
export const Deadlines = ({ of }: { of: Overview['deadlines'] }) => (
  <section className="block">
    <h2>What happens next</h2>
    {of.length === 0 ? (
      <p className="soft">No change of a response is due under the policy in force.</p>
    ) : (
      <ul className="waits">
        {of.slice(0, 5).map(({ rule, response, at, devices }) => (
          <li key={`${rule} ${response} ${at}`}>
            <span>
              {RESPONSE_WORD[response]} on {many(devices, 'device')}
            </span>
            <span className="soft small">
              <When at={at} as="hour" />, by rule{' '}
              <Link to="/policy">
                <code>{rule}</code>
              </Link>
            </span>
          </li>
        ))}
      </ul>
    )}
  </section>
)
