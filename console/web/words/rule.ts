import type { Policy, Rule, Stage } from '../../../policies/language/policy.ts'
import { listed } from './count.ts'
import { lasting, writtenDay } from './dates.ts'
import { CATEGORY_WORD, PLATFORM_WORD, VERDICT_WORD } from './verdict.ts'

/** A rule of a policy in words. `nameOf` gives the name of a tool or product by its id. */
type NameOf = (id: string) => string

/** @returns `Claude Code`, `every command line`. */
export const whatWords = ({ match }: Rule, nameOf: NameOf): string =>
  listed([
    ...(match.tools ?? []).map(nameOf),
    ...(match.products ?? []).map(nameOf),
    ...(match.categories ?? []).map(category => `every assistant of the kind ${CATEGORY_WORD[category].toLowerCase()}`),
    ...(match.signers ?? []).map(signer => `what ${signer} signed`),
    ...(match.hashes === undefined ? [] : [`${match.hashes.length} exact files`]),
  ])

/** @returns `Banned: Claude Code`. */
export const ruleTitle = (rule: Rule, nameOf: NameOf): string =>
  `${VERDICT_WORD[rule.verdict]}: ${whatWords(rule, nameOf)}`

/** Whom a rule concerns, in one or two sentences. */
export const whomWords = ({ devices, percent }: Rule): string => {
  const where = [
    ...(devices?.tags === undefined ? [] : [`tagged ${listed(devices.tags, 'or')}`]),
    ...(devices?.platforms === undefined || devices.platforms.length === 3
      ? []
      : [
          `on ${listed(
            devices.platforms.map(platform => PLATFORM_WORD[platform]),
            'or',
          )}`,
        ]),
  ]
  const whose = devices?.accounts === undefined ? '' : `, for ${listed(devices.accounts)} only`
  const whom = where.length === 0 ? `Every device${whose}.` : `Devices ${where.join(', ')}${whose}.`
  if (percent === undefined || percent === 100) return whom
  return `${whom} ${percent} % of them get the response yet; the others are observed.`
}

const DOES: Record<Stage['response'], string> = {
  observe: 'observed only; nobody is told',
  notify: 'a notice; work goes on',
  warn: 'a warning with a date by which it has to end',
  block: 'it no longer starts',
}

const begins = (stage: Stage, first: boolean): string => {
  const from = stage.from === undefined ? null : `from ${writtenDay(stage.from)}`
  const after = stage.after === undefined ? null : `after ${lasting(stage.after)}`
  if (from !== null && after !== null)
    return `after ${lasting(stage.after ?? '')}, not before ${writtenDay(stage.from ?? '')}`
  return from ?? after ?? (first ? 'when it is first seen' : 'at the same time')
}

export type StageWords = { readonly when: string; readonly what: string; readonly manner: string | null }

/** What happens when, one line a stage. */
export const stageWords = ({ stages = [] }: Rule): StageWords[] =>
  stages.map((stage, index) => ({
    when: begins(stage, index === 0),
    what: DOES[stage.response],
    manner:
      [
        stage.remind === undefined ? null : `said again after ${lasting(stage.remind)} at the earliest`,
        stage.deferrals === undefined || stage.deferrals === 0
          ? null
          : `can be put off ${stage.deferrals === 1 ? 'once' : `${stage.deferrals} times`}, which moves no date`,
      ]
        .filter(part => part !== null)
        .join('; ') || null,
  }))

/** What a rule with a block has to say beside its stages. Null where it has none. */
export const blockWords = ({ stages = [] }: Rule): string | null =>
  stages.some(({ response }) => response === 'block')
    ? 'Until policies are signed by two people, a block stays a warning.'
    : null

/** From when "later" is counted. Null where nothing is. */
export const clockWords = ({ stages = [] }: Rule): string | null => {
  if (!stages.some(({ after }) => after !== undefined)) return null
  const from = stages.find(stage => stage.from !== undefined)?.from
  return from === undefined
    ? 'Counted for each person and device from the day it is first seen.'
    : `Counted for each person and device from the day it is first seen, at the earliest from ${writtenDay(from)}.`
}

/** What holds where no rule speaks. */
export const otherwiseWords = (policy: Policy, nameOf: NameOf): string[] => [
  `${nameOf(policy.sanctioned)} is what the company offers instead; every notice names it.`,
  policy.unreviewed === 'notify'
    ? 'An assistant that no rule names is unreviewed: the person is told so, and nothing else happens.'
    : 'An assistant that no rule names is unreviewed: it is observed, and nobody is told.',
]
