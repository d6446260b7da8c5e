import { Button } from 'react-aria-components/Button'
import { KeyCap } from '../parts/key-cap.tsx'
import type { Action } from './action.ts'

/** An action as a button, with its key. `label` where the place needs fewer words than the palette. */
export const ActionButton = ({ of, label, bare = true }: { of: Action; label?: string; bare?: boolean }) => (
  <Button className={bare ? 'button bare' : 'button'} onPress={of.run}>
    {label ?? of.label}
    {of.key === null ? null : <KeyCap of={of.key} />}
  </Button>
)
