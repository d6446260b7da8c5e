import { PLATFORMS, type Platform } from '../../../policies/decide/words.ts'
import { choice, short } from './search.ts'

export const CONTACTS = ['connected', 'away', 'silent'] as const
export type Contact = (typeof CONTACTS)[number]

/** What narrows the list of devices; the page's URL and the API's query alike. */
export type DeviceFilter = {
  readonly contact?: Contact
  readonly platform?: Platform
  readonly degraded?: 'true'
  readonly tag?: string
  readonly q?: string
}

/** @param search as it stands in the URL; what does not fit is left out. */
export const readDeviceFilter = (search: Record<string, unknown>): DeviceFilter => ({
  ...choice('contact', search.contact, CONTACTS),
  ...choice('platform', search.platform, PLATFORMS),
  ...choice('degraded', search.degraded, ['true'] as const),
  ...short('tag', search.tag),
  ...short('q', search.q),
})
