import type { Dossier } from '../../../policies/language/catalog-entry.ts'

type Question = keyof Dossier
type Answer = Dossier[Question]

/** The same questions to every tool, in the order in which they are asked. */
export const QUESTIONS: readonly (readonly [Question, string])[] = [
  ['hosting', 'Where is the model hosted?'],
  ['prompts', 'Do prompts leave the machine?'],
  ['context', 'Does context leave the company?'],
  ['place', 'Does it behave differently by address, language or time zone?'],
  ['selfHosted', 'Can it be hosted by ourselves?'],
]

const STATUS: Record<Answer['status'], string> = {
  documented: 'Documented by its maker',
  observed: 'Observed',
  alleged: 'Alleged, not confirmed',
  unknown: 'Not known',
}

export const statusWords = (status: Answer['status']): string => STATUS[status]

/** True where an answer is no ground to stand on. */
export const unsure = (status: Answer['status']): boolean => status === 'alleged' || status === 'unknown'
