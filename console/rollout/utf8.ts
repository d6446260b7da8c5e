/** Bytes that are no text. The message names the place and the mend. */
export class NotUtf8 extends Error {
  override readonly name = 'NotUtf8'
}

/**
 * Another editor's bytes are refused: replaced by a mark, they would be signed and published as something that nobody
 * wrote.
 * @throws NotUtf8.
 */
export const utf8 = (bytes: Uint8Array): string => {
  const whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return whole.decode(bytes)
  } catch {
    const at = firstBad(bytes)
    const line = bytes.subarray(0, at).filter(byte => byte === 10).length + 1
    throw new NotUtf8(`not UTF-8 at byte ${at}, line ${line}: save it as UTF-8`)
  }
}

/** @returns how many bytes are text before one does not fit; all of them where the last character is not whole. */
const firstBad = (bytes: Uint8Array): number => {
  let [good, bad] = [0, bytes.length + 1]
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (fits(bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  return good
}

/** A character that is not whole yet still fits. */
const fits = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
