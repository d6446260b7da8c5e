/** The words that every room shares. Enumerations first, so that schemas elsewhere can be built from them. */

export const PLATFORMS = ['linux', 'macos', 'windows'] as const
export type Platform = (typeof PLATFORMS)[number]

export const CATEGORIES = ['cli', 'extension', 'ide', 'desktop', 'server'] as const
export type Category = (typeof CATEGORIES)[number]

/** What points to a tool (STIX: Indicator). */
export const INDICATOR_KINDS = [
  'process',
  'path',
  'hash',
  'content',
  'package',
  'extension',
  'config',
  'signer',
  'behavior',
] as const
export type IndicatorKind = (typeof INDICATOR_KINDS)[number]

/** Package managers and stores, by the names that their own documentation uses. */
export const ECOSYSTEMS = ['npm', 'pip', 'brew', 'winget', 'cargo', 'go', 'snap', 'flatpak', 'deb', 'rpm'] as const
export type Ecosystem = (typeof ECOSYSTEMS)[number]

/** Programs that take extensions, each with its own ids for them. */
export const EXTENSION_FAMILIES = ['vscode', 'jetbrains', 'zed', 'vim', 'chromium', 'firefox'] as const
export type ExtensionFamily = (typeof EXTENSION_FAMILIES)[number]

/** What a running program leaves that carries its pid, or opens that is laid out for it. */
export const BEHAVIORS = ['session-file', 'socket', 'tripwire'] as const
export type Behavior = (typeof BEHAVIORS)[number]

export const STRENGTHS = ['conclusive', 'strong', 'weak'] as const
export type Strength = (typeof STRENGTHS)[number]

export const VERDICTS = ['sanctioned', 'allowed', 'unreviewed', 'banned'] as const
export type Verdict = (typeof VERDICTS)[number]

/** Ordered: a later one does all that an earlier one does, and more. */
export const RESPONSES = ['observe', 'notify', 'warn', 'block'] as const
export type Response = (typeof RESPONSES)[number]

/** `trace`: only configuration or names were found; never a reason for a notice. */
export const STATES = ['running', 'present', 'trace', 'gone'] as const
export type State = (typeof STATES)[number]

/** An indicator that matched, with what it matched. `indicator` is `TOOL/INDICATOR` of the catalog. */
export type Evidence = {
  readonly indicator: string
  readonly kind: IndicatorKind
  readonly strength: Strength
  readonly matched: string
}

/** Which clause of the detection rule held. */
export type Conclusion =
  | { readonly is: 'detection'; readonly rule: 'conclusive' | 'strong' | 'two-weak-kinds' }
  | { readonly is: 'trace' }
  | { readonly is: 'nothing' }

/** Milliseconds since the Unix epoch, UTC. */
export type Milliseconds = number

/** What is being judged: one tool in one place, for one account of one device. */
export type Subject = {
  readonly tool: string
  readonly product: string
  readonly category: Category
  readonly account: string | null
  /** What is gone is not judged. */
  readonly state: Exclude<State, 'gone'>
  readonly sha256: string | null
  readonly signer: string | null
}

/** What the ledger adds up to for one subject. */
export type History = {
  /** Of the tool for this account of this device, wherever it was installed: a new copy does not turn the clock back. */
  readonly firstSeen: Milliseconds
  readonly noticesShown: number
  readonly lastNotice: Milliseconds | null
  /** A deferral silences notices until `deferredUntil`. It lowers no response and moves no deadline. */
  readonly deferralsUsed: number
  readonly deferredUntil: Milliseconds | null
  /** How long disputes that are settled have held the clock; the one that is open adds its own time to it. */
  readonly pausedFor: Milliseconds
  readonly disputedSince: Milliseconds | null
}

export type DeviceFacts = {
  readonly id: string
  readonly platform: Platform
  readonly tags: readonly string[]
}

/** What holds on this device now and may lower a response, never raise it. */
export type Circumstances = {
  readonly lastFreshWord: Milliseconds | null
  /** Rules, by id, that two signatures allow beyond `warn`. */
  readonly mayBlock: readonly string[]
  readonly tripped: readonly string[]
  readonly safeMode: boolean
  readonly standDown: boolean
}

/** Which rule spoke, which of its stages, and what (if anything) lowered the response. */
export type Because = {
  readonly rule: string | null
  readonly stage: number | null
  readonly lowered:
    | 'trace'
    | 'outside-percent'
    | 'before-first-stage'
    | 'exception'
    | 'block-not-signed'
    | 'stale'
    | 'tripped'
    | 'safe-mode'
    | 'stand-down'
    | null
}

export type Next = { readonly response: Response; readonly at: Milliseconds }

export type Decision =
  | {
      readonly verdict: 'sanctioned' | 'allowed'
      readonly response: 'observe'
      readonly because: Because
      readonly next: null
      readonly exception: null
    }
  | {
      readonly verdict: 'unreviewed'
      readonly response: 'observe' | 'notify'
      readonly because: Because
      readonly next: null
      readonly exception: null
    }
  | {
      readonly verdict: 'banned'
      readonly response: Response
      readonly because: Because
      readonly next: Next | null
      readonly exception: string | null
    }
