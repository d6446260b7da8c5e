import { createHash } from 'node:crypto'
import { Refusal } from '../refusal.ts'
import type { Asked, Key, Page } from '../store/page.ts'

/** What a list is asked, besides which page: a cursor of one question is of no use in another. */
type Question = Readonly<Record<string, unknown>>

const BAD = 'This cursor is not of this list with these filters: begin again without a cursor.'

const sum = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 12)

const questionOf = (list: string, question: Question): string =>
  sum(JSON.stringify([list, ...Object.entries(question).toSorted(([a], [b]) => (a < b ? -1 : 1))]))

/**
 * A cursor is the place where a page ended, and carries a sum over itself and its question. It holds nothing secret and
 * opens nothing: a cursor that somebody made up could only name another place in a list that they may read anyway.
 */
const written = (list: string, question: Question, key: Key): string => {
  const place = JSON.stringify(key)
  return Buffer.from(`${sum(questionOf(list, question) + place)}${place}`).toString('base64url')
}

/** @throws Refusal `bad-cursor`. */
const read = (list: string, question: Question, cursor: string): Key => {
  const bytes = Buffer.from(cursor, 'base64url')
  const text = bytes.toString()
  const place = text.slice(12)
  // Base64url has several spellings of the same bytes: only ours is taken.
  if (bytes.toString('base64url') !== cursor || text.slice(0, 12) !== sum(questionOf(list, question) + place))
    throw new Refusal('bad-cursor', BAD)
  return JSON.parse(place) as Key
}

/** What every list is asked with. */
export type PageAsked = { readonly limit: number; readonly cursor?: string | undefined }

/** Splits a query into what is asked and which page of it, and words the answer's `next`. */
export const paged = async <T, Q extends PageAsked>(
  list: string,
  { limit, cursor, ...question }: Q,
  ask: (question: Omit<Q, keyof PageAsked>, asked: Asked) => Promise<Page<T>>,
): Promise<{ items: T[]; next: string | null }> => {
  const after = cursor === undefined ? null : read(list, question, cursor)
  const page = await ask(question, { after, limit })
  return { items: page.items, next: page.next === null ? null : written(list, question, page.next) }
}
