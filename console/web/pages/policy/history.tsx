import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import * as questions from '../../ask/questions.ts'
import { When } from '../../parts/when.tsx'
import { figure } from '../../words/count.ts'

/** Every policy that was in force, newest first. */
export const History = ({ shown }: { shown: number }) => {
  const { data } = useQuery(questions.policies)
  if (data === undefined) return null
  return (
    <section className="rule">
      <h2>History</h2>
      <table className="sheet">
        <thead>
          <tr>
            <th scope="col">Serial</th>
            <th scope="col">Published</th>
            <th scope="col">By</th>
            <th scope="col" className="number">
              Devices
            </th>
          </tr>
        </thead>
        <tbody>
          {data.items.map(({ serial, publishedAt, publishedBy, appliedBy, inForce }) => (
            <tr key={serial}>
              <td>
                {serial === shown ? (
                  <span className="strong">{serial}</span>
                ) : (
                  <Link to="/policy/$serial" params={{ serial }}>
                    {serial}
                  </Link>
                )}
                {inForce ? <span className="soft"> in force</span> : null}
              </td>
              <td>
                <When at={publishedAt} />
              </td>
              <td>{publishedBy}</td>
              <td className="number">{figure(appliedBy)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
