import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import * as questions from '../../ask/questions.ts'
import { StateMark, VerdictMark } from '../../parts/marks.tsx'
import { Reading } from '../../parts/state-of.tsx'
import { calledIt } from '../../words/detection.ts'
import { byWhom } from '../../words/unknown.ts'
import { BeforePolicy } from '../policy/before.tsx'

/** The assistants of one device. */
export const FoundOn = ({ device }: { device: string }) => {
  const { data, isError } = useInfiniteQuery(questions.detections({ device }))
  const rows = data?.pages.flatMap(({ items }) => items)
  return (
    <section>
      <h3>Assistants</h3>
      {rows === undefined ? (
        isError ? (
          <p>What was found here cannot be shown now. The rest of this panel is not affected.</p>
        ) : (
          <Reading what="what was found here" />
        )
      ) : rows.length === 0 ? (
        <>
          <p>Nothing was found on it.</p>
          <BeforePolicy />
        </>
      ) : (
        <ul className="lines">
          {rows.map(row => (
            <li key={row.id}>
              <span className="cut">
                <Link to="/detections/$device/$id" params={{ device, id: row.id }} search={{ device }}>
                  {calledIt(row)}
                </Link>{' '}
                <span className="soft">
                  {row.version} {row.account}
                </span>
                {row.origin === undefined ? null : (
                  <>
                    <br />
                    <span className="soft whose">Not in the catalog, {byWhom(row.origin)}</span>
                  </>
                )}
              </span>
              <span className="marks">
                <StateMark of={row.state} />
                <VerdictMark of={row.verdict} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
