import * as z from 'zod/mini'
import { utf8Bytes } from './bytes.ts'

/**
 * One door for text that a machine made up: control and ANSI, bidirectional, zero-width and invisible characters
 * become visible escapes before they are written down, so no later reader can be deceived by them.
 */
const DECEIVING =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu

const escaped = (char: string): string => `\\u{${Number(char.codePointAt(0)).toString(16)}}`

/** @returns `text` with every deceiving character as `\u{HEX}`, cut to `most` UTF-16 units (an ellipsis ends a cut). */
export const visible = (text: string, most: number): string => {
  const shown = text
    .toWellFormed()
    .slice(0, most * 2)
    .replace(DECEIVING, escaped)
  if (shown.length <= most) return shown
  const cut = shown.slice(0, most - 1)
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`
}

/** Nearly all names and paths, and a tenth of the price of the whole search. */
const PLAIN = /^[\x20-\x7e]*$/

/** True when `visible` would leave `text` as it is. */
export const isVisible = (text: string, most: number): boolean =>
  text.length <= most && (PLAIN.test(text) || visible(text, most) === text)

/** Schema of text that has passed the door. Refuses what is unescaped: the sender has to escape, never the reader. */
export const VisibleText = (most: number) =>
  z.string().check(
    z.maxLength(most),
    z.refine(text => isVisible(text, most), 'holds characters that do not show'),
  )

/** Schema of text that keeps its bytes: a lone surrogate has none in UTF-8, so two texts would share one digest. */
export const WellFormed = (mostBytes: number) =>
  z.string().check(
    z.maxLength(mostBytes),
    z.refine(text => text.isWellFormed(), 'holds a lone surrogate'),
    z.refine(text => utf8Bytes(text) <= mostBytes, `holds more than ${mostBytes} bytes`),
  )
