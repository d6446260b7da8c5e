import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Detection } from '../../../../protocol/detection.ts'
import * as questions from '../../ask/questions.ts'
import { sentenceCase } from '../../words/count.ts'
import { blockWords, stageWords } from '../../words/rule.ts'
import { VERDICT_MEANS } from '../../words/verdict.ts'
import { usePolicyInForce } from '../policy/in-force.ts'

const NO_RULE: Record<Detection['verdict'], string> = {
  sanctioned: 'The policy names it as what the company offers.',
  allowed: 'No rule of the policy is against it.',
  unreviewed: 'No rule of the policy names it, so nobody has decided on it yet.',
  banned: 'The rule that named it is no longer in the policy.',
}

/** Which rule speaks, and which of its stages holds. */
export const Why = ({ of }: { of: Detection }) => {
  const inForce = usePolicyInForce()
  const { data: policy } = useQuery({ ...questions.policy(inForce ?? 0), enabled: inForce !== null })
  const rule = policy?.document.rules.find(({ id }) => id === of.rule)
  const stages = rule === undefined ? [] : stageWords(rule)
  const block = rule === undefined ? null : blockWords(rule)
  const holds = rule?.stages?.findLastIndex(({ response }) => response === of.response) ?? -1
  return (
    <section>
      <h3>Why</h3>
      {of.rule === null ? (
        <p>{NO_RULE[of.verdict]}</p>
      ) : (
        <p>
          Rule <code>{of.rule}</code> of the <Link to="/policy">policy in force</Link>. {VERDICT_MEANS[of.verdict]}
        </p>
      )}
      {stages.length === 0 ? null : (
        <ol className="time-line small" aria-label="Stages of the rule">
          {stages.map((stage, index) => (
            <li key={`${stage.when} ${stage.what}`} className={index === holds ? 'now' : ''}>
              <span className={index === holds ? '' : 'soft'}>
                {sentenceCase(stage.when)}: {stage.what}
                {index === holds ? ' (this stage holds)' : ''}
              </span>
            </li>
          ))}
        </ol>
      )}
      {block === null ? null : <p className="soft small">{block}</p>}
    </section>
  )
}
