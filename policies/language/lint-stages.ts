import { RESPONSES } from '../decide/words.ts'
import { type Finding, finding } from './fault.ts'
import { milliseconds, startOf } from './leaves.ts'
import type { Policy, Rule, Stage } from './policy.ts'

/** Stages that nobody can reach, that go backwards, or that come without a word before them. */
export const lintStages = (policy: Policy): Finding[] => policy.rules.flatMap((rule, index) => lintRule(rule, index))

const lintRule = (rule: Rule, index: number): Finding[] => {
  const path = ['rules', index, 'stages']
  if (rule.verdict !== 'banned')
    return rule.stages === undefined
      ? []
      : [finding('stages-without-ban', path, `nothing follows from ${rule.verdict}`, 'only banned has stages', 'key')]
  if (rule.stages === undefined)
    return [
      finding('ban-without-stages', ['rules', index, 'verdict'], 'without stages a ban is only observed', 'add stages'),
    ]
  const stages = rule.stages
  const late = stages.findIndex(stage => stage.from !== undefined)
  return [
    ...(late > 0
      ? [
          finding(
            'late-from',
            [...path, late, 'from'],
            'the clock waits for the first `from`, and with it every stage before this one',
            'give the first stage a `from`',
          ),
        ]
      : []),
    ...stages.flatMap((stage, i) => lintStage(stage, stages.slice(0, i), [...path, i])),
  ]
}

const lintStage = (stage: Stage, before: readonly Stage[], path: readonly PropertyKey[]): Finding[] => {
  const found: Finding[] = []
  const backwards = (key: keyof Stage, what: string): void => {
    found.push(finding('stages-backwards', [...path, key], what, 'put the stages in order'))
  }
  const last = before.at(-1)
  if (last !== undefined && RESPONSES.indexOf(stage.response) < RESPONSES.indexOf(last.response))
    backwards('response', `${stage.response} is milder than ${last.response} before it`)
  const { from, after } = stage
  const days = before.flatMap(earlier => earlier.from ?? [])
  const waits = before.flatMap(earlier => earlier.after ?? [])
  if (from !== undefined && days.some(day => startOf(day) > startOf(from)))
    backwards('from', 'begins before the stage before it')
  if (after !== undefined && waits.some(wait => milliseconds(wait) > milliseconds(after)))
    backwards('after', 'begins before the stage before it')
  if (last !== undefined && from === undefined && after === undefined)
    found.push(finding('stage-without-time', path, 'begins together with the stage before it', 'add `after`'))
  if (stage.response === 'block' && after === undefined)
    found.push(
      finding(
        'block-without-grace',
        [...path, 'response'],
        'blocks at once whoever is first seen then',
        'add `after`, counted from the first sighting',
      ),
    )
  return found
}
