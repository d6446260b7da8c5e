/** Conditions that the agent can be in and that a person should know of. The console shows them by these names. */
export const CODES = [
  'not-enrolled',
  'console-away',
  'console-refuses',
  'console-not-proven',
  'connection-not-secure',
  'key-not-renewed',
  'policy-refused',
  'policy-missing',
  'sensor-failed',
  'inventory-incomplete',
  'identification-failing',
  'notice-undeliverable',
  'ledger-fork',
  'ledger-damaged',
  'ledger-gap',
  'disk-full',
  'ledger-unwritable',
  'desk-closed',
  'part-failed',
  'tripwire-on',
] as const
export type ConditionCode = (typeof CODES)[number]

/** `degraded` makes `status` exit 1; a `notice` is only told. */
export type Severity = 'degraded' | 'notice'

export type Condition = {
  readonly severity: Severity
  /** How long it has to last before it is told, ms: what mends itself is no news. */
  readonly visibleAfter: number
  /** Not told while one of these is told: one broken thing does not shout five times. */
  readonly hiddenBy: readonly ConditionCode[]
  /** @param since UTC, as a person reads it. @param detail what raised it; may be empty. */
  readonly say: (since: string, detail: string) => string
}

const MINUTE = 60_000
const of = (detail: string): string => (detail === '' ? '' : `: ${detail}`)

export const CONDITIONS: Record<ConditionCode, Condition> = {
  'not-enrolled': {
    severity: 'degraded',
    visibleAfter: 0,
    hiddenBy: [],
    say: (_since, detail) => `Not enrolled with a console${of(detail)}. Everything is seen and kept on this device.`,
  },
  'console-away': {
    severity: 'degraded',
    visibleAfter: 2 * MINUTE,
    hiddenBy: ['not-enrolled', 'console-refuses', 'console-not-proven', 'connection-not-secure'],
    say: (since, detail) =>
      `No word from the console since ${since}${of(detail)}. Everything local goes on; entries wait to be sent.`,
  },
  'console-refuses': {
    severity: 'degraded',
    visibleAfter: 0,
    hiddenBy: ['not-enrolled'],
    say: (since, detail) =>
      `The console has refused this agent since ${since}${of(detail)}. Everything local goes on; entries wait to be sent.`,
  },
  'console-not-proven': {
    severity: 'degraded',
    visibleAfter: 0,
    hiddenBy: [],
    say: (since, detail) =>
      `What answers at the console's address is not proven to be the console since ${since}${of(detail)}. It was told nothing; entries wait to be sent.`,
  },
  'connection-not-secure': {
    severity: 'degraded',
    // Before somebody has signed in to a guests' network, what answers there is not the console.
    visibleAfter: MINUTE,
    hiddenBy: ['not-enrolled'],
    say: (since, detail) =>
      `No secure connection to the console since ${since}${of(detail)}. Everything local goes on; entries wait to be sent.`,
  },
  'key-not-renewed': {
    severity: 'degraded',
    visibleAfter: 0,
    hiddenBy: ['not-enrolled'],
    say: (_since, detail) =>
      `This device was to have a new key, and has the old one still${of(detail)}. It is tried again when the agent starts.`,
  },
  'policy-refused': {
    severity: 'degraded',
    visibleAfter: 0,
    hiddenBy: [],
    say: (since, detail) => `A policy was refused at ${since}${of(detail)}. The one before it stays in force.`,
  },
  'policy-missing': {
    severity: 'degraded',
    visibleAfter: 2 * MINUTE,
    hiddenBy: ['not-enrolled', 'console-away', 'policy-refused'],
    say: () => 'No policy has come from the console yet. Until one does, nothing is looked at.',
  },
  'sensor-failed': {
    severity: 'degraded',
    visibleAfter: 0,
    hiddenBy: [],
    say: (since, detail) => `A sensor has not worked since ${since}${of(detail)}. The others go on.`,
  },
  'inventory-incomplete': {
    severity: 'notice',
    visibleAfter: 0,
    hiddenBy: [],
    say: (_since, detail) => `Some places could not be looked at${of(detail)}. All others were.`,
  },
  'identification-failing': {
    severity: 'degraded',
    visibleAfter: MINUTE,
    hiddenBy: [],
    say: (since, detail) => `Programs cannot be identified since ${since}${of(detail)}. What is known stays known.`,
  },
  'notice-undeliverable': {
    severity: 'degraded',
    visibleAfter: 10 * MINUTE,
    hiddenBy: [],
    say: (since, detail) => `A notice could not be shown since ${since}${of(detail)}. It is tried again.`,
  },
  'ledger-fork': {
    severity: 'degraded',
    visibleAfter: 0,
    hiddenBy: [],
    say: (since, detail) =>
      `The ledger and the console have differed since ${since}${of(detail)}. Nothing is sent until somebody has looked.`,
  },
  'ledger-damaged': {
    severity: 'degraded',
    visibleAfter: 0,
    hiddenBy: ['ledger-fork'],
    say: (since, detail) => `The ledger was found changed or damaged at ${since}${of(detail)}. Recording goes on.`,
  },
  'ledger-gap': {
    severity: 'degraded',
    visibleAfter: 0,
    hiddenBy: ['ledger-fork'],
    say: (_since, detail) =>
      `The console has lost entries that retention has erased here${of(detail)}. They cannot be sent again.`,
  },
  'disk-full': {
    severity: 'degraded',
    visibleAfter: 0,
    hiddenBy: [],
    say: since =>
      `The disk has been full since ${since}: what comes is counted, and what cannot be written down is not acted on. It goes on by itself when there is room.`,
  },
  'ledger-unwritable': {
    severity: 'degraded',
    visibleAfter: 0,
    hiddenBy: ['disk-full'],
    say: since =>
      `The ledger could not be written since ${since}: what comes is counted, and nothing is acted on. It is tried again each second.`,
  },
  'desk-closed': {
    severity: 'degraded',
    visibleAfter: 0,
    hiddenBy: [],
    say: (since, detail) => `Accounts cannot ask the agent since ${since}${of(detail)}. Everything else goes on.`,
  },
  'part-failed': {
    severity: 'degraded',
    visibleAfter: 0,
    hiddenBy: ['disk-full', 'ledger-unwritable'],
    say: (since, detail) => `A part of the agent failed at ${since}${of(detail)}. The rest goes on.`,
  },
  'tripwire-on': {
    severity: 'notice',
    visibleAfter: 0,
    hiddenBy: [],
    say: (since, detail) =>
      `Since ${since} the agent notes which programs look into an empty folder${of(detail)}. An admin has set it so; nothing is read or held up.`,
  },
}
