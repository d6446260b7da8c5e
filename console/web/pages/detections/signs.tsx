import type { Detection } from '../../../../protocol/detection.ts'
import { Raw } from '../../parts/raw.tsx'
import { calledIt } from '../../words/detection.ts'
import { evidenceWords, STRENGTH_MEANS, strongestFirst, weighed } from '../../words/evidence.ts'

/** The evidence: a person's words first, raw below. */
export const Signs = ({ of }: { of: Detection }) => (
  <section>
    <h3>How we know</h3>
    <ul className="signs">
      {strongestFirst(of.evidence).map(evidence => (
        <li key={evidence.indicator}>
          <span>{evidenceWords(evidence, calledIt(of))}</span>
          <span className="strength" title={STRENGTH_MEANS[evidence.strength]}>
            {evidence.strength}
          </span>
        </li>
      ))}
    </ul>
    <p className="soft small">{weighed(of.evidence)}</p>
    <Raw
      label="As it was reported"
      text={of.evidence
        .map(({ indicator, kind, strength, matched }) => `${indicator}\n  ${kind}, ${strength}\n  ${matched}`)
        .join('\n')}
    />
  </section>
)
