import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { State } from '../../../../policies/decide/words.ts'
import type { Action } from '../../actions/action.ts'
import { useActions } from '../../actions/use-actions.ts'
import type { DetectionFilter } from '../../ask/detection-filter.ts'
import * as questions from '../../ask/questions.ts'
import { Chips } from '../../parts/chips.tsx'
import { StateShape, VerdictShape } from '../../parts/marks.tsx'
import { focusSearch, Search } from '../../parts/search-field.tsx'
import { STATE_WORD, VERDICT_ORDER, VERDICT_WORD } from '../../words/verdict.ts'

const STATES: readonly State[] = ['running', 'present', 'trace', 'gone']

const verdicts = VERDICT_ORDER.map(value => ({
  value,
  label: (
    <>
      <span className={`mark ${value}`}>
        <VerdictShape of={value} />
      </span>
      {VERDICT_WORD[value]}
    </>
  ),
}))
const states = STATES.map(value => ({
  value,
  label: (
    <>
      <StateShape of={value} />
      {STATE_WORD[value]}
    </>
  ),
}))

type Props = { readonly filter: DetectionFilter; readonly change: (filter: DetectionFilter) => void }

/** @returns the filter with one part set, or taken out. */
const having = <K extends keyof DetectionFilter>(
  filter: DetectionFilter,
  key: K,
  value: DetectionFilter[K] | undefined,
): DetectionFilter => {
  const { [key]: _, ...rest } = filter
  return value === undefined ? rest : { ...rest, [key]: value }
}

export const DetectionFilters = ({ filter, change }: Props) => {
  const { data } = useQuery(questions.overview)
  const names = new Map(data?.products.map(({ product, name }) => [product, name]))
  const taken = [
    ...(filter.product === undefined ? [] : [['product', names.get(filter.product) ?? filter.product] as const]),
    ...(filter.tool === undefined ? [] : [['tool', filter.tool] as const]),
    ...(filter.device === undefined ? [] : [['device', `device ${filter.device.slice(0, 10)}`] as const]),
  ]
  useActions(
    useMemo((): Action[] => {
      const base = { group: 'This list', key: null } as const
      return [
        { ...base, id: 'search', label: 'Search this list', key: '/', run: focusSearch },
        ...VERDICT_ORDER.map(verdict => ({
          ...base,
          id: `only-${verdict}`,
          label: `Show ${VERDICT_WORD[verdict].toLowerCase()} assistants only`,
          run: () => change(having(filter, 'verdict', verdict)),
        })),
        {
          ...base,
          id: 'only-running',
          label: 'Show only what is running this hour',
          run: () => change(having(filter, 'state', 'running')),
        },
        { ...base, id: 'no-filters', label: 'Show everything', run: () => change({}) },
      ]
    }, [filter, change]),
  )
  return (
    <>
      <Search label="Search" text={filter.q ?? ''} search={q => change(having(filter, 'q', q))} />
      <Chips
        label="Verdict"
        chips={verdicts}
        chosen={filter.verdict}
        choose={verdict => change(having(filter, 'verdict', verdict))}
      />
      <Chips
        label="State"
        chips={states}
        chosen={filter.state === 'all' ? undefined : filter.state}
        choose={state => change(having(filter, 'state', state))}
      />
      {taken.map(([key, name]) => (
        <Chips
          key={key}
          label={key}
          chips={[{ value: key, label: `Only ${name}` }]}
          chosen={key}
          choose={() => change(having(filter, key, undefined))}
        />
      ))}
    </>
  )
}
