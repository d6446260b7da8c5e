import { utf8Bytes } from './bytes.ts'

/** RFC 6455 section 5.5: a control frame holds 125 bytes, two of them the code. */
const MOST = 123

/** @returns `WORD: DETAIL` as a close frame can hold it: 123 bytes, never cut inside a character. */
export const closeReason = (word: string, detail: string): string => {
  let reason = `${word}: ${detail}`.toWellFormed().slice(0, MOST)
  while (utf8Bytes(reason) > MOST || !reason.isWellFormed()) reason = reason.slice(0, -1)
  return reason
}
