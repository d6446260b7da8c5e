import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Detection } from '../../../protocol/detection.ts'
import type { ListedEntry } from '../../../protocol/entry.ts'
import type {
  Console,
  Device,
  ListedToken,
  Me,
  Overview,
  PolicyDocument,
  PublishedPolicy,
  Tool,
  UnknownAssistant,
} from '../../api/answers.ts'
import { ask } from './api.ts'
import type { DetectionFilter } from './detection-filter.ts'
import type { DeviceFilter } from './device-filter.ts'
import { stringifySearch } from './search.ts'

/** Every question that this application asks, by what its answer is about. The first word of a key is what /live names. */

type Page<T> = { readonly items: readonly T[]; readonly next: string | null }

const PAGE = 200

const paged = <T>(key: readonly unknown[], path: string, filter: Record<string, unknown>, limit = PAGE) =>
  infiniteQueryOptions({
    queryKey: [...key, filter],
    queryFn: ({ pageParam, signal }) =>
      ask<Page<T>>(`${path}${stringifySearch({ ...filter, limit, cursor: pageParam })}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: last => last.next,
    placeholderData: keepPreviousData,
  })

const one = <T>(key: readonly unknown[], path: string) =>
  queryOptions({ queryKey: key, queryFn: ({ signal }) => ask<T>(path, signal) })

const id = encodeURIComponent

export const me = one<Me>(['me'], '/me')
export const overview = one<Overview>(['overview'], '/overview')

export const console_ = one<Console>(['console'], '/console')
export const tokens = one<Page<ListedToken>>(['tokens'], '/tokens?limit=1000')

export const devices = (filter: DeviceFilter) => paged<Device>(['devices', 'list'], '/devices', filter)
export const device = (device: string) => one<Device>(['devices', 'one', device], `/devices/${id(device)}`)
export const entries = (device: string) =>
  paged<ListedEntry>(['devices', 'entries', device], '/events', { device }, 500)

export const detections = (filter: DetectionFilter) => paged<Detection>(['detections', 'list'], '/detections', filter)
export const detection = (device: string, detection: string) =>
  one<Detection>(['detections', 'one', device, detection], `/detections/${id(device)}/${id(detection)}`)

export const tools = one<Page<Tool>>(['tools'], '/catalog')
export const unknown = one<Page<UnknownAssistant>>(['tools', 'unknown'], '/catalog/unknown')

export const policies = one<Page<PublishedPolicy>>(['policies', 'list'], '/policies?limit=100')
export const policy = (serial: number) => one<PolicyDocument>(['policies', 'one', serial], `/policies/${serial}`)
