/** Why digests could not be taken. Its message is a sentence that may be shown. */
export class CannotRefresh extends Error {
  override readonly name = 'CannotRefresh'
}
