import { Link } from '@tanstack/react-router'
import type { Overview } from '../../../api/answers.ts'
import { VerdictMark } from '../../parts/marks.tsx'
import { figure } from '../../words/count.ts'
import { BeforePolicy } from '../policy/before.tsx'

/** What is in use, most devices first. */
export const Products = ({ of, total }: { of: Overview['products']; total: number }) => (
  <section className="block">
    <h2>
      Assistants in use{' '}
      <span className="soft">
        <Link to="/detections" search={{}}>
          All detections
        </Link>
      </span>
    </h2>
    {of.length === 0 ? (
      <div className="soft">
        <p>None was found so far. What is found stands here within seconds.</p>
        <BeforePolicy />
      </div>
    ) : (
      <table className="sheet products">
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col">Verdict</th>
            <th scope="col" className="number">
              Devices
            </th>
            <th scope="col" className="number">
              Running this hour
            </th>
          </tr>
        </thead>
        <tbody>
          {of.map(({ product, name, verdict, devices, running }) => (
            <tr key={`${product} ${verdict}`}>
              <td className="cut">
                <Link to="/detections" search={{ product }}>
                  {name}
                </Link>
              </td>
              <td>
                <VerdictMark of={verdict} />
              </td>
              <td className="number">
                {figure(devices)} <span className="soft">of {figure(total)}</span>
              </td>
              <td className="number">{figure(running)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
)
