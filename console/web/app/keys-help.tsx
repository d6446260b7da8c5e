import type { Action } from '../actions/action.ts'
import { useAllActions } from '../actions/use-actions.ts'
import { KeyCap } from '../parts/key-cap.tsx'
import { Overlay } from './overlay.tsx'

const GROUPS: readonly Action['group'][] = ['This page', 'This list', 'Go to', 'Waymark']

/** Which keys do what on this page. */
export const KeysHelp = ({ open, close }: { open: boolean; close: () => void }) => {
  const actions = useAllActions().filter(({ key }) => key !== null)
  return (
    <Overlay open={open} close={close} label="Keys" kind="keys">
      <h2>Keys</h2>
      {GROUPS.map(group => {
        const these = actions.filter(action => action.group === group)
        return these.length === 0 ? null : (
          <div key={group}>
            <h3>{group}</h3>
            <ul className="lines">
              {these.map(({ id, label, key, alias }) => (
                <li key={id}>
                  {label}
                  <span>
                    <KeyCap of={key ?? ''} /> {alias === undefined ? null : <KeyCap of={alias} />}
                  </span>
                </li>
              ))}
              {group === 'This list' ? (
                <li>
                  Open the row
                  <KeyCap of="Enter" />
                </li>
              ) : null}
            </ul>
          </div>
        )
      })}
    </Overlay>
  )
}
