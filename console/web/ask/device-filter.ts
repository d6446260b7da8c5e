import { PLATFORMS, type Platform } from '../../../policies/decide/words.ts'
import { choice, short } from './search.ts'

export const CONTACTS = ['connected', 'away', 'silent'] as const
export type Contact = (typeof CONTACTS)[number]

/** Without one, those that are enrolled or wait to be approved. */
export const DEVICE_STATES = ['pending', 'revoked', 'replaced', 'unenrolled', 'all'] as const
type DeviceStateAsked = (typeof DEVICE_STATES)[number]

/** What narrows the list of devices; the page's URL and the API's query alike. */
export type DeviceFilter = {
  readonly contact?: Contact
  readonly platform?: Platform
  readonly degraded?: 'true'
  readonly flagged?: 'true'
  readonly state?: DeviceStateAsked
  /** By which token it enrolled: its id. */
  readonly token?: string
  readonly tag?: string
  readonly q?: string
}

/** @param search as it stands in the URL; what does not fit is left out. */
export const readDeviceFilter = (search: Record<string, unknown>): DeviceFilter => ({
  ...choice('contact', search.contact, CONTACTS),
  ...choice('platform', search.platform, PLATFORMS),
  ...choice('degraded', search.degraded, ['true'] as const),
  ...choice('flagged', search.flagged, ['true'] as const),
  ...choice('state', search.state, DEVICE_STATES),
  ...short('token', search.token),
  ...short('tag', search.tag),
  ...short('q', search.q),
})
