import { CLOSE } from '../../protocol/frames.ts'
import { PLAIN } from './closing.ts'

/** What somebody who watches the console counts of its agents. Numbers alone: nothing here names a device. */
export type Tally = {
  /** Entries that are stored durably, and how long their batch took from its arrival on, ms. */
  stored(entries: number, ms: number): void
  /** A connection has ended. */
  ended(word: EndingWord): void
}

const WORDS = [
  ...(Object.keys({ ...CLOSE, ...PLAIN }) as (keyof typeof CLOSE | keyof typeof PLAIN)[]),
  'silent',
  'does-not-read',
  'by-the-agent',
] as const
export type EndingWord = (typeof WORDS)[number]

/** @param why as the log has it. @returns its word, of which there are few, whatever an agent sends. */
export const endingWord = (why: string): EndingWord => {
  const said = why.split(':')[0]?.replaceAll(' ', '-')
  return WORDS.find(word => word === said) ?? 'by-the-agent'
}
