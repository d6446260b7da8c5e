/** What is wrong with a text, as data. Lines and columns count from 1, in UTF-16 units; `length` ends with the line. */

export type Place = { readonly file: string; readonly line: number; readonly column: number; readonly length: number }

/** Every code, with its severity. FAULTS.md says what each means; a test keeps the two equal. */
export const FAULTS = {
  'too-large': 'error',
  'too-deep': 'error',
  'bad-yaml': 'error',
  'bad-key': 'error',
  alias: 'error',
  'duplicate-key': 'error',
  'unknown-key': 'error',
  'missing-key': 'error',
  'wrong-type': 'error',
  'wrong-value': 'error',
  'wrong-form': 'error',
  'out-of-range': 'error',
  'no-such-day': 'error',
  'unknown-tool': 'error',
  'unknown-product': 'error',
  'unknown-rule': 'error',
  'duplicate-rule': 'error',
  'duplicate-exception': 'error',
  'empty-match': 'error',
  tie: 'error',
  'sanctioned-banned': 'error',
  'sanctioned-part-banned': 'warning',
  'stages-backwards': 'error',
  'stage-without-time': 'error',
  'stages-without-ban': 'error',
  'ban-without-stages': 'warning',
  'late-from': 'warning',
  'block-without-grace': 'warning',
  'exception-without-ban': 'warning',
  'exception-over': 'warning',
  'duplicate-tool': 'error',
  'duplicate-indicator': 'error',
  'too-strong': 'error',
  'short-text': 'error',
  'too-few-texts': 'error',
  'unknown-group': 'error',
  'too-few-groups': 'error',
  'bad-pattern': 'error',
} as const satisfies Record<string, 'error' | 'warning'>
export type FaultCode = keyof typeof FAULTS

export type Fault = {
  readonly code: FaultCode
  readonly severity: 'error' | 'warning'
  readonly place: Place
  /** What is so, without a full stop. */
  readonly message: string
  /** What to do about it, null where the message says it. */
  readonly mend: string | null
}

export const fault = (code: FaultCode, place: Place, message: string, mend: string | null = null): Fault => ({
  code,
  severity: FAULTS[code],
  place,
  message,
  mend,
})

/** Something wrong in a value whose place in the text is still to be found: on the key at `path`, or on its value. */
export type Finding = {
  readonly code: FaultCode
  readonly path: readonly PropertyKey[]
  readonly on: 'key' | 'value'
  readonly message: string
  readonly mend: string | null
}

export const finding = (
  code: FaultCode,
  path: readonly PropertyKey[],
  message: string,
  mend: string | null = null,
  on: 'key' | 'value' = 'value',
): Finding => ({ code, path, on, message, mend })
