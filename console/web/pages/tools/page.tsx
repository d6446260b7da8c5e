import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Action } from '../../actions/action.ts'
import { useActions } from '../../actions/use-actions.ts'
import * as questions from '../../ask/questions.ts'
import { Chips } from '../../parts/chips.tsx'
import { List } from '../../parts/list.tsx'
import { ListPage, ListReading } from '../../parts/list-page.tsx'
import { VerdictShape } from '../../parts/marks.tsx'
import { focusSearch, Search } from '../../parts/search-field.tsx'
import { Failed } from '../../parts/state-of.tsx'
import { namedTools, narrowed, type ToolFilter, toolsHeadline } from '../../words/tools.ts'
import { unknownBrief } from '../../words/unknown.ts'
import { VERDICT_ORDER, VERDICT_WORD } from '../../words/verdict.ts'
import { ToolBrief, toolColumns, toolKey } from './columns.tsx'

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
const nothing = (): void => {}

export const ToolsPage = () => {
  const filter = useSearch({ from: '/tools' })
  const { tool } = useParams({ strict: false })
  const navigate = useNavigate()
  const query = useQuery(questions.tools)
  const unknown = useQuery(questions.unknown).data?.items
  const listed = query.data?.items
  const all = useMemo(() => (listed === undefined ? undefined : namedTools(listed)), [listed])
  const rows = useMemo(() => (all === undefined ? undefined : narrowed(all, filter)), [all, filter])
  const change = (next: ToolFilter): void => void navigate({ to: '.', search: next, replace: true })
  useActions(
    useMemo(
      (): Action[] => [{ id: 'search', label: 'Search the catalog', group: 'This list', key: '/', run: focusSearch }],
      [],
    ),
  )
  return (
    <ListPage
      says={
        <>
          {all === undefined ? 'The catalog of assistants' : toolsHeadline(all)}{' '}
          {unknown === undefined ? null : (
            <Link to="/tools/unknown" search={true}>
              {unknownBrief(unknown)}
            </Link>
          )}
        </>
      }
      filters={
        <>
          <Search
            label="Search"
            text={filter.q ?? ''}
            search={q => change({ ...(filter.verdict && { verdict: filter.verdict }), ...(q && { q }) })}
          />
          <Chips
            label="Verdict"
            chips={verdicts}
            chosen={filter.verdict}
            choose={verdict => change({ ...(filter.q && { q: filter.q }), ...(verdict && { verdict }) })}
          />
        </>
      }
      panel={<Outlet />}
    >
      {rows === undefined ? (
        query.isError ? (
          <Failed error={query.error} what="the catalog" again={() => void query.refetch()} />
        ) : (
          <ListReading what="the catalog" kind="tools" columns={toolColumns} />
        )
      ) : rows.length === 0 ? (
        <div className="note">
          <p>
            The catalog has no such assistant.{' '}
            <Link to="/tools" search={{}}>
              Show all of it
            </Link>
            .
          </p>
        </div>
      ) : (
        <List
          label="Catalog of assistants"
          kind="tools"
          columns={toolColumns}
          rows={rows}
          keyOf={toolKey}
          brief={row => <ToolBrief of={row} />}
          picked={tool ?? null}
          more={false}
          onEnd={nothing}
        />
      )}
    </ListPage>
  )
}
