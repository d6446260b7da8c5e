import type { ReactNode } from 'react'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'

export type Chip<V extends string> = { readonly value: V; readonly label: ReactNode }

/** One of several, or none. What is chosen stands in the URL, so `chosen` comes from there and `choose` goes there. */
export const Chips = <V extends string>({
  label,
  chips,
  chosen,
  choose,
}: {
  label: string
  chips: readonly Chip<V>[]
  chosen: V | undefined
  choose: (value: V | undefined) => void
}) => (
  <ToggleButtonGroup
    className="chips"
    aria-label={label}
    selectionMode="single"
    selectedKeys={chosen === undefined ? [] : [chosen]}
    onSelectionChange={keys => choose(chips.find(({ value }) => keys.has(value))?.value)}
  >
    {chips.map(({ value, label: inside }) => (
      <ToggleButton key={value} id={value} className="chip">
        {inside}
      </ToggleButton>
    ))}
  </ToggleButtonGroup>
)
