/** Why a verb could not do its work, in the three parts that every such line has: what went wrong, with what, what to do. */
export class VerbFault extends Error {
  override readonly name = 'VerbFault'
  readonly what: string
  readonly thing: string
  readonly mend: string
  /** Lines that are worth more than the message alone, such as the faults of a policy; printed before it. */
  readonly details: readonly string[]

  constructor(what: string, thing: string, mend: string, details: readonly string[] = []) {
    super(`${what}: ${thing}: ${mend}`)
    this.what = what
    this.thing = thing
    this.mend = mend
    this.details = details
  }
}
