import type * as z from 'zod/mini'
import { visible } from './text.ts'

/** zod's own words are not loaded in the agent (a megabyte of languages), so a misfit is put in ours. */
const words = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `no such field: ${issue.keys.join(', ')}`
    case 'invalid_type':
      return `expected ${issue.expected}`
    case 'invalid_value':
      return `expected ${issue.values.map(String).join(', ')}`
    case 'too_big':
      return `at most ${issue.maximum}`
    case 'too_small':
      return `at least ${issue.minimum}`
    default:
      return issue.message
  }
}

/** @returns where the first misfit lies and what would fit: at most 120 units, escaped, for it may quote what was sent. */
export const misfitOf = (error: z.core.$ZodError, before = ''): string => {
  const issue = error.issues[0]
  const place = [...(before === '' ? [] : [before]), ...(issue?.path ?? []).map(String)].join('.')
  return visible(`${place}: ${issue === undefined ? 'does not fit' : words(issue)}`, 120)
}
