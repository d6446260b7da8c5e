import type { ReactNode } from 'react'
import type { State, Verdict } from '../../../policies/decide/words.ts'
import type { Contact } from '../ask/device-filter.ts'
import { figure } from '../words/count.ts'
import { STATE_WORD, VERDICT_ORDER, VERDICT_WORD } from '../words/verdict.ts'

/** Colour, shape and word: each alone says it. Colour is for verdicts only. */

const Shape = ({ children }: { children: ReactNode }) => (
  <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">
    {children}
  </svg>
)

const VERDICT_SHAPE: Record<Verdict, ReactNode> = {
  banned: (
    <>
      <path d="M3.7.5h4.6l3.2 3.2v4.6l-3.2 3.2H3.7L.5 8.3V3.7z" fill="currentColor" />
      <path d="M3 6h6" stroke="var(--sheet)" strokeWidth="1.8" />
    </>
  ),
  unreviewed: (
    <>
      <path d="M6 .9 11.1 6 6 11.1.9 6z" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <circle cx="6" cy="6" r="1.3" fill="currentColor" />
    </>
  ),
  allowed: <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  sanctioned: (
    <>
      <circle cx="6" cy="6" r="5.5" fill="currentColor" />
      <path d="m3.4 6.2 1.8 1.9 3.4-4" fill="none" stroke="var(--sheet)" strokeWidth="1.5" />
    </>
  ),
}

export const VerdictShape = ({ of }: { of: Verdict }) => <Shape>{VERDICT_SHAPE[of]}</Shape>

export const VerdictMark = ({ of, children }: { of: Verdict; children?: ReactNode }) => (
  <span className={`mark ${of}`}>
    <VerdictShape of={of} />
    {children ?? VERDICT_WORD[of]}
  </span>
)

const STATE_SHAPE: Record<State, ReactNode> = {
  running: (
    <>
      <circle cx="6" cy="6" r="2.6" fill="currentColor" />
      <circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" strokeWidth="1" />
    </>
  ),
  present: <circle cx="6" cy="6" r="3" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  trace: <circle cx="6" cy="6" r="3" fill="none" stroke="currentColor" strokeWidth="1.4" strokeDasharray="1.6 1.5" />,
  gone: <path d="M2.5 6h7" stroke="currentColor" strokeWidth="1.4" />,
}

export const StateShape = ({ of }: { of: State }) => <Shape>{STATE_SHAPE[of]}</Shape>

export const StateMark = ({ of }: { of: State }) => (
  <span className="mark state">
    <StateShape of={of} />
    {STATE_WORD[of]}
  </span>
)

export const CONTACT_WORD: Record<Contact, string> = { connected: 'Connected', away: 'Away', silent: 'Silent' }

const CONTACT_SHAPE: Record<Contact, ReactNode> = {
  connected: <circle cx="6" cy="6" r="3.4" fill="currentColor" />,
  away: (
    <>
      <circle cx="6" cy="6" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M6 2.6a3.4 3.4 0 0 1 0 6.8z" fill="currentColor" />
    </>
  ),
  silent: <path d="m3 3 6 6m0-6-6 6" stroke="currentColor" strokeWidth="1.4" />,
}

export const ContactMark = ({ of }: { of: Contact }) => (
  <span className="mark state">
    <Shape>{CONTACT_SHAPE[of]}</Shape>
    {CONTACT_WORD[of]}
  </span>
)

/** Something of the agent's own that is amiss; no verdict, so it has no colour. */
export const AmissMark = ({ children }: { children: ReactNode }) => (
  <span className="mark state">
    <Shape>
      <path d="M6 1.2 11.2 10.6H.8z" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" />
      <path d="M6 4.4v3m0 1v1.1" stroke="currentColor" strokeWidth="1.3" />
    </Shape>
    <span className="cut">{children}</span>
  </span>
)

/** Counts by verdict; those that are 0 are left out. */
export const VerdictCounts = ({ of }: { of: Record<Verdict, number> }) => {
  const some = VERDICT_ORDER.filter(verdict => of[verdict] > 0)
  if (some.length === 0) return <span className="soft">None installed</span>
  return (
    <span className={some.length > 2 ? 'counts many' : 'counts'}>
      {some.map(verdict => (
        <VerdictMark key={verdict} of={verdict}>
          {figure(of[verdict])}
          <span className="word"> {VERDICT_WORD[verdict].toLowerCase()}</span>
        </VerdictMark>
      ))}
    </span>
  )
}
