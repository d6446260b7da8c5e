import type * as z from 'zod/mini'
import { visible } from '../../protocol/text.ts'
import { didYouMean } from './closest.ts'
import { type Finding, finding } from './fault.ts'
import type { Located } from './read-yaml.ts'
import { keysAt } from './schema-keys.ts'

type Issue = z.core.$ZodIssue

/** What a schema found wrong, in words, each with the path of the very key or value. */
export const explainIssues = (schema: z.core.$ZodType, issues: readonly Issue[], located: Located): Finding[] =>
  issues.flatMap(issue => {
    if (issue.code === 'unrecognized_keys') return unknownKeys(schema, issue, located)
    if (!located.has(issue.path)) {
      const name = shown(issue.path.at(-1))
      return [finding('missing-key', issue.path, `${name} is missing`, `add ${name}${hint(issue)}`, 'key')]
    }
    return [explain(issue, valueAt(located.value, issue.path))]
  })

const unknownKeys = (
  schema: z.core.$ZodType,
  { keys, path }: z.core.$ZodIssueUnrecognizedKeys,
  located: Located,
): Finding[] => {
  const known = keysAt(schema, path, located.value)
  return keys.map(key =>
    finding(
      'unknown-key',
      [...path, key],
      `no such key: ${shown(key)}`,
      didYouMean(key, known) ?? (known.length > 0 ? `known here: ${known.join(', ')}` : 'take it out'),
      'key',
    ),
  )
}

const explain = (issue: Issue, value: unknown): Finding => {
  switch (issue.code) {
    case 'invalid_type':
      return finding(
        'wrong-type',
        issue.path,
        `expected ${TYPES[issue.expected] ?? issue.expected}, found ${typeName(value)}`,
        issue.expected === 'string' && ['number', 'boolean'].includes(typeof value) ? 'put it in quotes' : null,
      )
    case 'invalid_value':
      return oneOf(issue.path, value, issue.values.map(String))
    case 'invalid_union':
      return oneOf(
        issue.path,
        value,
        'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [],
      )
    case 'invalid_format':
      return finding('wrong-form', issue.path, `not of the form that is expected here: ${shown(value)}`, formOf(issue))
    case 'too_big':
      return finding('out-of-range', issue.path, `${size(issue.origin, value)}: at most ${issue.maximum}`)
    case 'too_small':
      return finding('out-of-range', issue.path, `${size(issue.origin, value)}: at least ${issue.minimum}`)
    case 'custom':
      return finding('no-such-day', issue.path, `no such day: ${shown(value)}`, realDay(String(value)))
    default:
      return finding('wrong-value', issue.path, `does not fit: ${shown(value)}`)
  }
}

const oneOf = (path: readonly PropertyKey[], value: unknown, values: readonly string[]): Finding =>
  finding(
    'wrong-value',
    path,
    `not a value that is known here: ${shown(value)}`,
    (typeof value === 'string' ? didYouMean(value, values) : null) ?? `one of ${values.join(', ')}`,
  )

const TYPES: Record<string, string> = {
  string: 'text',
  array: 'a list',
  object: 'keys with values',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
}

const typeName = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'keys with values'
  if (typeof value === 'string') return 'text'
  return typeof value === 'number' ? 'a number' : `${value}`
}

/** A schema's own words for a form; without them, the pattern itself. */
const formOf = (issue: z.core.$ZodIssueInvalidStringFormat): string =>
  issue.message === 'Invalid input' ? `write it as ${issue.pattern ?? issue.format}` : `write ${issue.message}`

const hint = (issue: Issue): string => (issue.code === 'invalid_value' ? `, one of ${issue.values.join(', ')}` : '')

const size = (origin: string, value: unknown): string => {
  if (origin === 'string' && typeof value === 'string') return `${value.length} characters`
  if (origin === 'array' && Array.isArray(value)) return `${value.length} in this list`
  return shown(value)
}

/** @param day `NNNN-NN-NN` that is no day. @returns what the calendar has instead. */
const realDay = (day: string): string => {
  const [year = 0, month = 0] = day.split('-').map(Number)
  if (month < 1 || month > 12) return 'months run from 01 to 12'
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return `that month has the days 01 to ${last}`
}

const shown = (value: unknown): string =>
  visible(typeof value === 'object' && value !== null ? typeName(value) : String(value), 64)

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (held, step) =>
      typeof held === 'object' && held !== null ? (held as Record<PropertyKey, unknown>)[step] : undefined,
    value,
  )
