import type { ReactNode } from 'react'
import type { Column } from './list.tsx'
import { Reading } from './state-of.tsx'

/** A page that is one list: a sentence, its filters, the table, and beside it the panel. */
export const ListPage = ({
  says,
  filters,
  whole,
  children,
  panel,
}: {
  says: ReactNode
  filters: ReactNode
  /** Where all of the list is to be had as a file, as it is filtered now. */
  whole?: string
  children: ReactNode
  panel: ReactNode
}) => (
  <div className="page">
    <header className="page-head">
      <h1>{says}</h1>
      <div className="filters">
        {filters}
        {whole === undefined ? null : (
          <a className="button" href={whole} download>
            Download CSV
          </a>
        )}
      </div>
    </header>
    <div className="split">
      <div className="listing">{children}</div>
      {panel}
    </div>
  </div>
)

/** The list's real shape while it is read. */
export const ListReading = <T,>({
  what,
  kind,
  columns,
}: {
  what: string
  kind: string
  columns: readonly Column<T>[]
}) => (
  <div className={`list list-${kind}`}>
    <div aria-hidden="true">
      <div className="list-head">
        <div className="row">
          {columns.map(({ id, head }) => (
            <div key={id} className={`cell c-${id}`}>
              {head}
            </div>
          ))}
        </div>
      </div>
      {['a', 'b', 'c', 'd'].map(line => (
        <div key={line} className="row blank">
          {columns.map(({ id, phone }) => (
            <div key={id} className={`cell c-${id} ${phone ?? ''}`} />
          ))}
        </div>
      ))}
    </div>
    <p className="reading">
      <Reading what={what} />
    </p>
  </div>
)
