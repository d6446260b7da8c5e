import * as z from 'zod'
import { PLATFORMS, STATES, VERDICTS } from '../../policies/decide/words.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { CONTACTS } from '../fleet/contact.ts'
import { TOKEN_ROLES } from '../store/for-access.ts'
import { DEVICE_STATES } from '../store/for-fleet.ts'

/** What the API is asked. Filters are enumerations or compared as they are; nothing here becomes part of a query's text. */

const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case words joined by hyphens')
const DeviceId = z.string().regex(/^d-[0-9a-f]{32}$/, 'a device: d- and 32 hex digits')
const DetectionId = z.string().regex(/^[0-9a-f]{16}$/, 'a detection: 16 hex digits')
const TokenId = z.string().regex(/^[0-9a-f]{16}$/, '16 hex digits')
const Search = z.string().min(1).max(200)

const page = (most: number) => ({
  limit: z.coerce.number().int().min(1).max(most).default(100),
  cursor: z.string().min(1).max(400).optional(),
})

export const ListQuery = z.strictObject(page(1_000))
const devices = {
  contact: z.enum(CONTACTS).optional(),
  platform: z.enum(PLATFORMS).optional(),
  tag: Slug.optional(),
  degraded: z.literal('true').optional(),
  /** Without it, those that are enrolled or pending. */
  state: z.enum([...DEVICE_STATES, 'all']).optional(),
  /** With a flag or a gap. */
  flagged: z.literal('true').optional(),
  /** Enrolled by that token. */
  token: TokenId.optional(),
  q: Search.optional(),
}
const detections = {
  verdict: z.enum(VERDICTS).optional(),
  /** Without it, all but `gone`. */
  state: z.enum([...STATES, 'all']).optional(),
  tool: Slug.optional(),
  product: Slug.optional(),
  device: DeviceId.optional(),
  q: Search.optional(),
}
export const DevicesQuery = z.strictObject({ ...page(1_000), ...devices })
export const DetectionsQuery = z.strictObject({ ...page(1_000), ...detections })
/** The same without pages: all of a list. */
export const DevicesWanted = z.strictObject(devices)
export const DetectionsWanted = z.strictObject(detections)
export const EventsQuery = z.strictObject({ ...page(100_000), device: DeviceId })

export const DeviceParams = z.strictObject({ id: DeviceId })
export const DetectionParams = z.strictObject({ id: DetectionId })
export const DeviceDetectionParams = z.strictObject({ device: DeviceId, id: DetectionId })
export const SerialParams = z.strictObject({
  serial: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 52),
})
export const TokenParams = z.strictObject({ id: TokenId })

/** What becomes of other keys on its hardware: both stay, or this one takes their place. */
export const Approval = z.strictObject({ others: z.enum(['keep', 'replace']).default('keep') })
export const PolicyDraft = z.strictObject({ text: z.string().min(1).max(LIMITS.policyBytes) })
export const TokenDraft = z.strictObject({
  name: z.string().min(1).max(80),
  role: z.enum(TOKEN_ROLES),
  /** ms; default 7 days, at most a year. */
  ttl: z
    .int()
    .min(60_000)
    .max(366 * 86_400_000)
    .default(7 * 86_400_000),
  uses: z.int().min(1).max(1_000_000).nullable().default(null),
  tags: z.array(Slug).max(64).default([]),
})
