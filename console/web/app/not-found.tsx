import { type ErrorComponentProps, Link } from '@tanstack/react-router'

export const NotFound = () => (
  <div className="page">
    <header className="page-head">
      <h1>There is no page at this address.</h1>
    </header>
    <div className="note">
      <p>
        The address may have been cut when it was copied, or what it led to is gone. The <Link to="/">overview</Link>{' '}
        leads to everything else.
      </p>
    </div>
  </div>
)

/** A page that broke: it alone, and what to do. */
export const Broken = ({ error, reset }: ErrorComponentProps) => (
  <div className="page">
    <header className="page-head">
      <h1>This page broke.</h1>
    </header>
    <div className="note" role="alert">
      <p>The other pages, what is stored, and the devices are not affected.</p>
      <p className="soft">
        <code>{error instanceof Error ? error.message : 'unknown'}</code>
      </p>
      <button type="button" className="button" onClick={reset}>
        Draw it again
      </button>
    </div>
  </div>
)
