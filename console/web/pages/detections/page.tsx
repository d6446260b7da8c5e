import { useInfiniteQuery } from '@tanstack/react-query'
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import type { Detection } from '../../../../protocol/detection.ts'
import * as questions from '../../ask/questions.ts'
import { whole } from '../../ask/whole.ts'
import { List } from '../../parts/list.tsx'
import { ListPage, ListReading } from '../../parts/list-page.tsx'
import { Failed } from '../../parts/state-of.tsx'
import { useHeld } from '../../parts/use-held.ts'
import { apart } from '../../words/apart.ts'
import { detectionsHeadline } from '../../words/detections.ts'
import { DetectionBrief, detectionColumns, detectionKey } from './columns.tsx'
import { NoDetections } from './empty.tsx'
import { DetectionFilters } from './filters.tsx'

const reading = detectionColumns(new Map())

const usePicked = (): string | null => {
  const { device, id } = useParams({ strict: false })
  return device === undefined || id === undefined ? null : `${device}/${id}`
}

const Listing = ({
  latest,
  subject,
  more,
  onEnd,
}: {
  latest: readonly Detection[]
  subject: string
  more: boolean
  onEnd: () => void
}) => {
  const picked = usePicked()
  const [atTop, setAtTop] = useState(true)
  const held = useHeld(latest, subject, atTop && picked === null, detectionKey)
  const copies = useMemo(() => apart(held.rows, detectionKey), [held.rows])
  const columns = useMemo(() => detectionColumns(copies), [copies])
  return (
    <>
      {held.waiting === 0 ? null : (
        <Button className="button arrived" onPress={held.letIn}>
          {held.waiting} new
        </Button>
      )}
      <List
        label="Detections"
        kind="detections"
        columns={columns}
        rows={held.rows}
        keyOf={detectionKey}
        brief={row => <DetectionBrief of={row} apart={copies} />}
        picked={picked}
        fresh={held.fresh}
        more={more}
        onEnd={onEnd}
        onMoved={setAtTop}
      />
    </>
  )
}

export const DetectionsPage = () => {
  const filter = useSearch({ from: '/detections' })
  const navigate = useNavigate()
  const query = useInfiniteQuery(questions.detections(filter))
  const rows = query.data?.pages.flatMap(({ items }) => items)
  const subject = `${JSON.stringify(filter)}${query.isPlaceholderData ? ' before' : ''}`
  return (
    <ListPage
      says={
        rows === undefined ? 'Assistants that were found' : detectionsHeadline(rows, filter, query.hasNextPage === true)
      }
      filters={
        <DetectionFilters filter={filter} change={next => void navigate({ to: '.', search: next, replace: true })} />
      }
      whole={whole('detections', filter)}
      panel={<Outlet />}
    >
      {rows === undefined ? (
        query.isError ? (
          <Failed error={query.error} what="the list of detections" again={() => void query.refetch()} />
        ) : (
          <ListReading what="detections" kind="detections" columns={reading} />
        )
      ) : rows.length === 0 ? (
        <NoDetections filtered={Object.keys(filter).length > 0} />
      ) : (
        <Listing
          key={subject}
          latest={rows}
          subject={subject}
          more={query.hasNextPage}
          onEnd={() => void query.fetchNextPage({ cancelRefetch: false })}
        />
      )}
    </ListPage>
  )
}
