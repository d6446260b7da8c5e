import { Link } from '@tanstack/react-router'
import type { ListedToken } from '../../../api/answers.ts'
import { revokeToken } from '../../ask/orders.ts'
import { useNow } from '../../parts/now.ts'
import { OrderButton } from '../../parts/order-button.tsx'
import { When } from '../../parts/when.tsx'
import { many } from '../../words/count.ts'
import { tokenStanding } from '../../words/tokens.ts'

const Row = ({ of }: { of: ListedToken }) => {
  const now = useNow()
  return (
    <li className="token">
      <span>
        <span className="strong">{of.name}</span>{' '}
        <span className="soft">
          {of.role === 'enroll' ? tokenStanding(of, now) : `API, as ${of.role}`}
          {of.tags.length === 0 ? null : `, tags ${of.tags.join(', ')}`}
        </span>
        <br />
        <span className="soft small">
          Made by {of.createdBy} <When at={of.createdAt} as="away" />; until <When at={of.expiresAt} />
        </span>
      </span>
      <span className="token-acts">
        {of.role === 'enroll' ? (
          <Link to="/devices" search={{ token: of.id, state: 'all' }}>
            {many(of.devices, 'device')}
          </Link>
        ) : null}
        <OrderButton
          label="Revoke"
          asks={
            of.role === 'enroll'
              ? 'No further device enrols with it. Those that did stay: revoke each where that is meant, too.'
              : 'Whoever uses it is turned away from the next request on.'
          }
          run={() => revokeToken(of.id)}
        />
      </span>
    </li>
  )
}

/** Every token that is not revoked, newest first. */
export const Tokens = ({ of }: { of: readonly ListedToken[] }) => (
  <section className="rule">
    <h2>Tokens</h2>
    {of.length === 0 ? (
      <p>There is none. A token enrols devices, or lets a program use the API.</p>
    ) : (
      <ul className="lines tokens">
        {of.map(token => (
          <Row key={token.id} of={token} />
        ))}
      </ul>
    )}
  </section>
)
