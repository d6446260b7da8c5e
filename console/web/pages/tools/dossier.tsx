import type { Dossier as Answers } from '../../../../policies/language/catalog-entry.ts'
import { writtenDay } from '../../words/dates.ts'
import { QUESTIONS, statusWords, unsure } from '../../words/dossier.ts'

/** The same questions to every tool; each answer with its source and date. */
export const Dossier = ({ of }: { of: Answers }) => (
  <section>
    <h3>Dossier</h3>
    <dl>
      {QUESTIONS.map(([key, question]) => {
        const { answer, status, source, date } = of[key]
        return (
          <div key={key} className="question">
            <dt>{question}</dt>
            <dd>
              {answer}{' '}
              <span className="soft small">
                <span className={unsure(status) ? 'unconfirmed' : ''}>{statusWords(status)}</span>
                {source === undefined ? '' : `, ${source}`}
                {date === undefined ? '' : `, ${writtenDay(date)}`}
              </span>
            </dd>
          </div>
        )
      })}
    </dl>
  </section>
)
