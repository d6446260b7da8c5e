import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete'
import { Header } from 'react-aria-components/Header'
import { Input } from 'react-aria-components/Input'
import { ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components/ListBox'
import { SearchField } from 'react-aria-components/SearchField'
import type { Action } from '../actions/action.ts'
import { useAllActions } from '../actions/use-actions.ts'
import { KeyCap } from '../parts/key-cap.tsx'
import { Overlay } from './overlay.tsx'

const GROUPS: readonly Action['group'][] = ['This page', 'This list', 'Go to', 'Waymark']

/** Everything that can be done here, by typing a part of its name. */
export const Palette = ({ open, close }: { open: boolean; close: () => void }) => {
  const actions = useAllActions().filter(({ quiet, id }) => quiet !== true && id !== 'palette')
  const { contains } = useFilter({ sensitivity: 'base' })
  const run = (id: string): void => {
    close()
    // The overlay gives the focus back first; an action may want it elsewhere.
    requestAnimationFrame(() => actions.find(action => action.id === id)?.run())
  }
  return (
    <Overlay open={open} close={close} label="Do anything" kind="palette">
      <Autocomplete filter={contains}>
        <SearchField aria-label="What to do" autoFocus>
          <Input placeholder="What do you want to do?" />
        </SearchField>
        <ListBox
          className="orders"
          aria-label="What can be done"
          selectionMode="none"
          onAction={id => run(String(id))}
          renderEmptyState={() => <p className="none">Nothing here is called so.</p>}
        >
          {GROUPS.map(group => {
            const these = actions.filter(action => action.group === group)
            return these.length === 0 ? null : (
              <ListBoxSection key={group} id={group}>
                <Header>{group}</Header>
                {these.map(({ id, label, key }) => (
                  <ListBoxItem key={id} id={id} className="order" textValue={label}>
                    {label}
                    {key === null ? null : <KeyCap of={key} />}
                  </ListBoxItem>
                ))}
              </ListBoxSection>
            )
          })}
        </ListBox>
      </Autocomplete>
    </Overlay>
  )
}
