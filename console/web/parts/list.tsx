import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import { useRowHeight } from './media.ts'
import { useRowKeys } from './row-keys.ts'

export type Column<T> = {
  readonly id: string
  readonly head: string
  /** The first column's cell holds the row's link, with the class `whole`. */
  readonly cell: (row: T) => ReactNode
  /** Where it stands on a phone, whose rows have two lines: first line left, first line right, or nowhere. */
  readonly phone?: 'lead' | 'tail'
  readonly number?: true
}

export type ListProps<T> = {
  /** What the list holds; its accessible name. */
  readonly label: string
  /** Chooses the columns' widths in look/list.css. */
  readonly kind: 'detections' | 'devices' | 'tools' | 'ledger'
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T) => string
  /** The second line on a phone. */
  readonly brief: (row: T) => ReactNode
  /** Key of the row whose panel is open. */
  readonly picked: string | null
  readonly fresh?: ReadonlySet<string>
  /** More rows exist than were read. */
  readonly more: boolean
  readonly onEnd: () => void
  readonly onMoved?: (atTop: boolean) => void
}

const cellClass = <T,>({ id, phone, number }: Column<T>): string =>
  `cell c-${id}${phone === undefined ? '' : ` ${phone}`}${number ? ' number' : ''}`

export const ListHead = <T,>({ columns }: { columns: readonly Column<T>[] }) => (
  // biome-ignore lint/a11y/useSemanticElements: rows that are drawn only where one looks cannot be laid out by a <table>
  <div className="list-head" role="rowgroup">
    {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above; its links take the focus */}
    <div className="row" role="row" aria-rowindex={1}>
      {columns.map(column => (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above
        <div key={column.id} className={cellClass(column)} role="columnheader">
          {column.head}
        </div>
      ))}
    </div>
  </div>
)

/** A table of any length: only what is seen is drawn, and it says how long it is and which rows these are. */
export const List = <T,>(props: ListProps<T>) => {
  const { label, kind, columns, rows, keyOf, brief, picked, fresh, more, onEnd, onMoved } = props
  const frame = useRef<HTMLDivElement>(null)
  const height = useRowHeight()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    overscan: 12,
    scrollPaddingStart: height,
    getItemKey: index => {
      const row = rows[index]
      return row === undefined ? index : keyOf(row)
    },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height is why it measures again
  useEffect(() => virtual.measure(), [height, virtual])

  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (more && last >= rows.length - 40) onEnd()
  }, [more, last, rows.length, onEnd])

  const current = useRowKeys({ frame, keys: rows.map(keyOf), picked, show: index => virtual.scrollToIndex(index) })

  return (
    // biome-ignore lint/a11y/useSemanticElements: see ListHead
    <div
      ref={frame}
      className={`list list-${kind}`}
      role="table"
      aria-label={label}
      aria-rowcount={more ? -1 : rows.length + 1}
      aria-colcount={columns.length}
      onScroll={event => onMoved?.(event.currentTarget.scrollTop < 4)}
    >
      <ListHead columns={columns} />
      {/* biome-ignore lint/a11y/useSemanticElements: see ListHead */}
      <div className="list-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          const id = keyOf(row)
          return (
            // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see ListHead
            <div
              key={key}
              className={`row${id === picked ? ' picked' : ''}${fresh?.has(id) ? ' fresh' : ''}`}
              role="row"
              aria-rowindex={index + 2}
              data-row={id}
              data-current={id === current || undefined}
              style={{ transform: `translateY(${start}px)` }}
            >
              {columns.map(column => (
                // biome-ignore lint/a11y/useSemanticElements: see ListHead
                <div key={column.id} className={cellClass(column)} role="cell">
                  {column.cell(row)}
                </div>
              ))}
              <div className="brief cut" aria-hidden="true">
                {brief(row)}
              </div>
            </div>
          )
        })}
      </div>
    </div>
  )
}
