import type { Rule as PolicyRule } from '../../../../policies/language/policy.ts'
import { VerdictMark } from '../../parts/marks.tsx'
import { sentenceCase } from '../../words/count.ts'
import { blockWords, clockWords, stageWords, whatWords, whomWords } from '../../words/rule.ts'
import { VERDICT_MEANS } from '../../words/verdict.ts'

const When = ({ of }: { of: PolicyRule }) => {
  const stages = stageWords(of)
  const clock = clockWords(of)
  const block = blockWords(of)
  if (stages.length === 0) return <p>It is observed; the rule sets no stage.</p>
  return (
    <>
      <ol className="time-line">
        {stages.map(({ when, what, manner }) => (
          <li key={`${when} ${what}`}>
            <span>
              <span className="strong">{sentenceCase(when)}</span>: {what}
              {manner === null ? '.' : <span className="soft">; {manner}.</span>}
            </span>
          </li>
        ))}
      </ol>
      {clock === null ? null : <p className="soft small">{clock}</p>}
      {block === null ? null : <p className="soft small">{block}</p>}
    </>
  )
}

/** One rule: whom it concerns, what happens when, and what people read. */
export const Rule = ({ of, nameOf }: { of: PolicyRule; nameOf: (id: string) => string }) => (
  <section className="rule">
    <h2>
      <span className="mark">
        <VerdictMark of={of.verdict} />
        {whatWords(of, nameOf)}
      </span>
      <code>{of.id}</code>
    </h2>
    <dl className="clauses">
      <dt>What it means</dt>
      <dd>{VERDICT_MEANS[of.verdict]}</dd>
      <dt>Whom</dt>
      <dd>{whomWords(of)}</dd>
      {of.verdict === 'banned' ? (
        <>
          <dt>What happens</dt>
          <dd className="happens">
            <When of={of} />
          </dd>
        </>
      ) : null}
      {of.notice === undefined ? null : (
        <>
          <dt>What people read</dt>
          <dd className="words">
            <blockquote lang="en">{of.notice.reason.en}</blockquote>
            {of.notice.reason.zh === undefined ? null : <blockquote lang="zh">{of.notice.reason.zh}</blockquote>}
            {of.notice.link === undefined ? null : (
              <p className="small">
                <a href={of.notice.link} rel="noreferrer">
                  {of.notice.link}
                </a>
              </p>
            )}
          </dd>
        </>
      )}
    </dl>
  </section>
)
