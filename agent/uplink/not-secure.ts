/** Thrown where no connection to the console can be trusted. Its message is a sentence: what is wrong, who mends it. */
export class NotSecure extends Error {
  override readonly name = 'NotSecure'
}
