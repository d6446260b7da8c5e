import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import type { Action } from '../actions/action.ts'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { Copy } from './copy.tsx'

/** What belongs to one row, beside its list, under an address of its own. */
export const Panel = ({
  label,
  close,
  children,
  acts,
}: {
  label: string
  close: () => void
  children: ReactNode
  acts?: ReactNode
}) => {
  const frame = useRef<HTMLElement>(null)
  const action = useMemo(
    (): Action => ({ id: 'close-panel', label: 'Close the panel', group: 'This page', key: 'Escape', run: close }),
    [close],
  )
  useActions(useMemo(() => [action], [action]))
  useEffect(() => frame.current?.focus({ preventScroll: true }), [])
  return (
    <aside ref={frame} className="panel" aria-label={label} tabIndex={-1}>
      <div className="panel-bar">
        <span className="soft cut">{label}</span>
        <span className="acts">
          {acts}
          <Copy text={location.href} label="Copy link" />
          <ActionButton of={action} label="Close" />
        </span>
      </div>
      {children}
    </aside>
  )
}
