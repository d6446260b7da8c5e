import { useMemo } from 'react'
import { PLATFORMS } from '../../../../policies/decide/words.ts'
import type { Action } from '../../actions/action.ts'
import { useActions } from '../../actions/use-actions.ts'
import { CONTACTS, DEVICE_STATES, type DeviceFilter } from '../../ask/device-filter.ts'
import { Chips } from '../../parts/chips.tsx'
import { AmissMark, ContactMark } from '../../parts/marks.tsx'
import { focusSearch, Search } from '../../parts/search-field.tsx'
import { STATE_WORDS } from '../../words/standing.ts'
import { PLATFORM_WORD } from '../../words/verdict.ts'

const contacts = CONTACTS.map(value => ({ value, label: <ContactMark of={value} /> }))
const platforms = PLATFORMS.map(value => ({ value, label: PLATFORM_WORD[value] }))
const degraded = [{ value: 'true' as const, label: <AmissMark>Not quite well</AmissMark> }]

const flagged = [{ value: 'true' as const, label: <AmissMark>Remarkable</AmissMark> }]
const states = DEVICE_STATES.map(value => ({
  value,
  label: value === 'all' ? 'All that ever enrolled' : STATE_WORDS[value],
}))

type Props = { readonly filter: DeviceFilter; readonly change: (filter: DeviceFilter) => void }

const having = <K extends keyof DeviceFilter>(
  filter: DeviceFilter,
  key: K,
  value: DeviceFilter[K] | undefined,
): DeviceFilter => {
  const { [key]: _, ...rest } = filter
  return value === undefined ? rest : { ...rest, [key]: value }
}

export const DeviceFilters = ({ filter, change }: Props) => {
  useActions(
    useMemo((): Action[] => {
      const base = { group: 'This list', key: null } as const
      return [
        { ...base, id: 'search', label: 'Search this list', key: '/', run: focusSearch },
        { ...base, id: 'silent', label: 'Show silent devices only', run: () => change({ contact: 'silent' }) },
        {
          ...base,
          id: 'degraded',
          label: 'Show agents that are not quite well',
          run: () => change({ degraded: 'true' }),
        },
        { ...base, id: 'pending', label: 'Show devices to approve', run: () => change({ state: 'pending' }) },
        { ...base, id: 'revoked', label: 'Show devices that were revoked', run: () => change({ state: 'revoked' }) },
        { ...base, id: 'ever', label: 'Show every device that ever enrolled', run: () => change({ state: 'all' }) },
        { ...base, id: 'no-filters', label: 'Show every device', run: () => change({}) },
      ]
    }, [change]),
  )
  return (
    <>
      <Search label="Search" text={filter.q ?? ''} search={q => change(having(filter, 'q', q))} />
      <Chips
        label="Contact"
        chips={contacts}
        chosen={filter.contact}
        choose={contact => change(having(filter, 'contact', contact))}
      />
      <Chips
        label="System"
        chips={platforms}
        chosen={filter.platform}
        choose={platform => change(having(filter, 'platform', platform))}
      />
      <Chips
        label="Health"
        chips={degraded}
        chosen={filter.degraded}
        choose={value => change(having(filter, 'degraded', value))}
      />
      <Chips
        label="Remarks"
        chips={flagged}
        chosen={filter.flagged}
        choose={value => change(having(filter, 'flagged', value))}
      />
      <Chips
        label="Enrolment"
        chips={states.filter(({ value }) => value === 'pending' || value === filter.state)}
        chosen={filter.state}
        choose={state => change(having(filter, 'state', state))}
      />
      {filter.token === undefined ? null : (
        <Chips
          label="Token"
          chips={[{ value: 'token', label: `Enrolled by token ${filter.token}` }]}
          chosen="token"
          choose={() => change(having(filter, 'token', undefined))}
        />
      )}
      {filter.tag === undefined ? null : (
        <Chips
          label="Tag"
          chips={[{ value: 'tag', label: `Tagged ${filter.tag}` }]}
          chosen="tag"
          choose={() => change(having(filter, 'tag', undefined))}
        />
      )}
    </>
  )
}
