import { Link } from '@tanstack/react-router'
import type { Action } from '../actions/action.ts'
import { ActionButton } from '../actions/action-button.tsx'
import type { LiveState } from '../ask/live.ts'
import { When } from '../parts/when.tsx'
import { Icon, PLACES } from './places.tsx'

const LiveLine = ({ live, name }: { live: LiveState; name: string | null }) => (
  <p className="live-line">
    {name === null ? null : <span className="cut">{name}</span>}
    <span>{live.is === 'live' ? 'Live' : live.is === 'connecting' ? 'Connecting…' : 'Not live'}</span>
  </p>
)

export const Rail = ({
  palette,
  help,
  live,
  name,
}: {
  palette: Action
  help: Action
  live: LiveState
  name: string | null
}) => (
  <nav className="rail" aria-label="Waymark">
    <Link className="brand" to="/">
      <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
        <path d="M5 3h7.2L16 6.8l-3.8 3.8H5z" fill="currentColor" />
        <path d="M5 2v16" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      </svg>
      Waymark
    </Link>
    <div className="places">
      {PLACES.map(({ to, name, icon }) => (
        <Link key={to} className="place" to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
          <Icon>{icon}</Icon>
          {name}
        </Link>
      ))}
    </div>
    <div className="rail-foot">
      <ActionButton of={palette} label="Do anything" />
      <ActionButton of={help} label="Keys" />
      <LiveLine live={live} name={name} />
    </div>
  </nav>
)

/** Says when figures may be old; away again when they are not. */
export const Lost = ({ live }: { live: LiveState }) =>
  live.is !== 'lost' ? null : (
    <p className="lost" role="status">
      Not live since <When at={live.since} as="exact" />: what you see may be old. Trying again by itself; the devices
      are not affected.
    </p>
  )
