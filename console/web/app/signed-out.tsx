import { Button } from 'react-aria-components/Button'
import { Command } from '../parts/copy.tsx'

/** Nobody is signed in, or no longer: how to get in. */
export const SignedOut = ({ again }: { again: () => void }) => (
  <main className="alone">
    <div>
      <p className="brand">
        <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
          <path d="M5 3h7.2L16 6.8l-3.8 3.8H5z" fill="currentColor" />
          <path d="M5 2v16" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        </svg>
        Waymark
      </p>
      <h1>You are signed out.</h1>
      <p>
        One signs in here with a link that works once. On the machine where the console runs, ask for a new one and open
        it in this browser:
      </p>
      <Command text="npm run -s console -- sign-in-link" />
      <p className="soft">
        Nothing is affected while nobody is signed in: devices report, and the policy in force stays in force.
      </p>
      <Button className="button" onPress={again}>
        I have signed in; try again
      </Button>
    </div>
  </main>
)
