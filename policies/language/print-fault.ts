import { visible } from '../../protocol/text.ts'
import type { Fault } from './fault.ts'

/** Columns of source that are shown around a fault. */
const WIDE = 100
const DOUBLE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu

/**
 * A fault for people: place and code, the line that it stands in, a caret below, what is so and what to do.
 * @param text the text that was read; characters that deceive a reader are shown as escapes.
 */
export const printFault = ({ code, severity, place, message, mend }: Fault, text: string): string => {
  const head = `${shown(place.file)}:${place.line}:${place.column} ${code}${severity === 'warning' ? ' (warning)' : ''}`
  const words = mend === null ? message : `${message}; ${mend}`
  const line = text.split(/\r\n|\n|\r/)[place.line - 1] ?? ''
  const start = Math.max(0, Math.min(place.column - 1, line.length) - WIDE / 2)
  const before = shown(line.slice(start, place.column - 1))
  const meant = shown(line.slice(place.column - 1, Math.min(place.column - 1 + place.length, start + WIDE)))
  const after = shown(line.slice(place.column - 1 + place.length, start + WIDE))
  const number = String(place.line)
  const carets = '^'.repeat(Math.max(1, columns(meant)))
  return [
    head,
    `  ${number} | ${before}${meant}${after}`.trimEnd(),
    `  ${' '.repeat(number.length)} | ${' '.repeat(columns(before))}${carets}  ${words}`,
  ].join('\n')
}

const shown = (text: string): string => visible(text.replaceAll('\t', '  '), 10 * WIDE)
/** Columns that a terminal gives to `text`: East Asian characters take two. */
const columns = (text: string): number => [...text].length + (text.match(DOUBLE)?.length ?? 0)
