import type { Overview } from '../../../api/answers.ts'
import { LinkedText } from '../../parts/linked.tsx'
import { WAITING } from '../../words/overview.ts'

/** What waits for a person, and what to do about it. */
export const Waiting = ({ of }: { of: Overview['waiting'] }) => (
  <section className="block waiting">
    <h2>What waits for you</h2>
    {of.length === 0 ? (
      <p className="soft">Nothing. Every assistant that was found has a decision, and every agent reports.</p>
    ) : (
      <ul className="waits">
        {of.map(({ what, count }) => {
          const { says, means } = WAITING[what](count)
          return (
            <li key={what}>
              <LinkedText of={says} />
              <span className="soft small">{means}</span>
            </li>
          )
        })}
      </ul>
    )}
  </section>
)
