/** Why the console did not do what it was asked for. Rooms say it in these words; the API and the verbs pass it on. */
export type RefusalCode =
  | 'bad-request'
  | 'bad-cursor'
  | 'not-signed-in'
  | 'not-allowed'
  | 'cross-site'
  | 'not-found'
  | 'link-used'
  | 'token-refused'
  | 'proof-refused'
  | 'too-large'
  | 'unsupported'
  | 'policy-refused'
  | 'too-many'
  | 'failed'
  | 'not-ready'

/** Thrown by rooms. Its message is a sentence that says what to do, and may be shown to whoever asked. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}
