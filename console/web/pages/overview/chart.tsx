import { useState } from 'react'
import { VerdictMark } from '../../parts/marks.tsx'
import { figure, many } from '../../words/count.ts'
import { dayOf } from '../../words/dates.ts'
import { columns, type Day, scale } from '../../words/days.ts'

const HEIGHT = 168
const FOOT = 22
const PLOT = HEIGHT - FOOT
const TOP = 8

type Props = { readonly days: readonly Day[]; readonly sanctioned: string | null }

const Bars = ({ days, hover }: { days: readonly Day[]; hover: (day: Day | null) => void }) => {
  const all = columns(days)
  const { top, lines } = scale(days)
  const y = (value: number): number => PLOT - (value / top) * (PLOT - TOP)
  const first = all.find(({ known }) => known)
  const last = all.at(-1)
  return (
    <svg height={HEIGHT} width="100%" aria-hidden="true" focusable="false">
      {lines.map(value => (
        <g key={value}>
          <line className="grid" x1="0" x2="100%" y1={y(value)} y2={y(value)} />
          {value === 0 ? null : (
            <text x="0" y={y(value) - 4}>
              {figure(value)}
            </text>
          )}
        </g>
      ))}
      <g onPointerLeave={() => hover(null)}>
        {all.map(column => {
          const bar = column.width * 0.34
          const left = column.x + column.width * 0.14
          return (
            <g key={column.day} className="column" onPointerEnter={() => hover(column.known ? column : null)}>
              <rect className="over" x={`${column.x}%`} y={TOP} width={`${column.width}%`} height={PLOT - TOP} />
              {(['banned', 'sanctioned'] as const).map((verdict, place) =>
                column[verdict] === 0 ? null : (
                  <rect
                    key={verdict}
                    className={`bar-${verdict}`}
                    x={`${left + place * (bar + column.width * 0.04)}%`}
                    y={y(column[verdict])}
                    width={`${bar}%`}
                    height={PLOT - y(column[verdict])}
                    rx="1"
                  />
                ),
              )}
            </g>
          )
        })}
      </g>
      {first === undefined || last === undefined ? null : (
        <>
          <text x={`${Math.min(first.x, 80)}%`} y={HEIGHT - 4}>
            {first === last ? '' : dayOf(first.day, 'UTC')}
          </text>
          <text x="100%" y={HEIGHT - 4} textAnchor="end">
            {dayOf(last.day, 'UTC')}
          </text>
        </>
      )}
    </svg>
  )
}

const reading = ({ day, banned, sanctioned }: Day, name: string): string =>
  `${dayOf(day, 'UTC')}: ${many(banned, 'device')} with a banned assistant, ${figure(sanctioned)} with ${name}`

/** Devices by day: bars for the eye, beside them a table that says the same. */
export const Chart = ({ days, sanctioned }: Props) => {
  const [over, setOver] = useState<Day | null>(null)
  const name = sanctioned ?? 'the sanctioned one'
  const shown = over ?? days.at(-1)
  if (shown === undefined) return <p className="soft">The first day will stand here once a device has reported.</p>
  return (
    <figure className="chart">
      <Bars days={days} hover={setOver} />
      <figcaption className="legend">
        <VerdictMark of="banned" />
        <VerdictMark of="sanctioned">{name}</VerdictMark>
        <span className="reading-day soft">{reading(shown, name)}</span>
      </figcaption>
      <table className="unseen">
        <caption>Devices by day</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">With a banned assistant</th>
            <th scope="col">With {name}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(day => (
            <tr key={day.day}>
              <th scope="row">{dayOf(day.day, 'UTC')}</th>
              <td>{day.banned}</td>
              <td>{day.sanctioned}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}
