import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import * as questions from '../../ask/questions.ts'
import { whole } from '../../ask/whole.ts'
import { List } from '../../parts/list.tsx'
import { ListPage, ListReading } from '../../parts/list-page.tsx'
import { Failed } from '../../parts/state-of.tsx'
import { devicesHeadline } from '../../words/devices.ts'
import { EnrolFirst } from '../enrol.tsx'
import { DeviceBrief, deviceColumns, deviceKey } from './columns.tsx'
import { DeviceFilters } from './filters.tsx'

export const DevicesPage = () => {
  const filter = useSearch({ from: '/devices' })
  const { id } = useParams({ strict: false })
  const navigate = useNavigate()
  const query = useInfiniteQuery(questions.devices(filter))
  const rows = query.data?.pages.flatMap(({ items }) => items)
  const filtered = Object.keys(filter).length > 0
  return (
    <ListPage
      says={rows === undefined ? 'Devices' : devicesHeadline(rows, filter, query.hasNextPage)}
      filters={
        <DeviceFilters filter={filter} change={next => void navigate({ to: '.', search: next, replace: true })} />
      }
      whole={whole('devices', filter)}
      panel={<Outlet />}
    >
      {rows === undefined ? (
        query.isError ? (
          <Failed error={query.error} what="the list of devices" again={() => void query.refetch()} />
        ) : (
          <ListReading what="devices" kind="devices" columns={deviceColumns} />
        )
      ) : rows.length > 0 ? (
        <List
          label="Devices"
          kind="devices"
          columns={deviceColumns}
          rows={rows}
          keyOf={deviceKey}
          brief={row => <DeviceBrief of={row} />}
          picked={id ?? null}
          more={query.hasNextPage}
          onEnd={() => void query.fetchNextPage({ cancelRefetch: false })}
        />
      ) : filtered ? (
        <div className="note">
          <p>
            <Link to="/devices" search={{}}>
              Show every device
            </Link>
            .
          </p>
        </div>
      ) : (
        <EnrolFirst />
      )}
    </ListPage>
  )
}
