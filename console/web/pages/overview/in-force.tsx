import { Link } from '@tanstack/react-router'
import type { Overview } from '../../../api/answers.ts'
import { When } from '../../parts/when.tsx'
import { many } from '../../words/count.ts'

export const InForce = ({ of }: { of: Overview['policy'] }) => (
  <section className="block">
    <h2>Policy in force</h2>
    {of === null ? (
      <p className="soft">
        None yet. <Link to="/policy">How to publish one</Link>.
      </p>
    ) : (
      <ul className="waits">
        <li>
          <Link to="/policy">
            {of.policy}, serial {of.serial}
          </Link>
          <span className="soft small">
            Published by {of.publishedBy}, <When at={of.publishedAt} />; applied by {many(of.appliedBy, 'device')}.
          </span>
        </li>
      </ul>
    )}
  </section>
)
