import * as z from 'zod/mini'
import { CATEGORIES, INDICATOR_KINDS, RESPONSES, STATES, STRENGTHS, VERDICTS } from '../policies/decide/words.ts'
import { Account, DetectionId, DeviceId, Hour, IndicatorId, Instant, Name, Path, Sha256, Slug } from './fields.ts'
import { LIMITS } from './limits.ts'
import { VisibleText } from './text.ts'

export const EvidenceSeen = z.strictObject({
  indicator: IndicatorId,
  kind: z.enum(INDICATOR_KINDS),
  strength: z.enum(STRENGTHS),
  /** What matched, for a person to recognise: a name, a path, a count of texts. Never content of a file. */
  matched: VisibleText(LIMITS.path),
})

const shared = {
  id: DetectionId,
  tool: Slug,
  product: Slug,
  name: Name,
  category: z.enum(CATEGORIES),
  version: z.nullable(Name),
  verdict: z.enum(VERDICTS),
  response: z.enum(RESPONSES),
  rule: z.nullable(Slug),
  exception: z.nullable(Slug),
  next: z.nullable(z.strictObject({ response: z.enum(RESPONSES), at: Instant })),
  state: z.enum(STATES),
  account: z.nullable(Account),
  path: Path,
  /** The package that brought the tool along as a part of itself. */
  inside: z.optional(Name),
  sha256: z.optional(Sha256),
  /** Of an assistant that the catalog does not name: what a fleet's findings of it are grouped by. */
  origin: z.optional(z.strictObject({ publisher: z.nullable(Name), package: Name })),
  evidence: z.array(EvidenceSeen).check(z.minLength(1), z.maxLength(LIMITS.evidence)),
}

/** What leaves the device about a detection. Times are whole hours: that a tool is used, never for how long. */
export const DetectionReport = z.strictObject({
  ...shared,
  firstSeen: Hour,
  lastSeen: Hour,
})
export type DetectionReport = z.infer<typeof DetectionReport>

/** What `scan --json` prints and the API answers. `pid` never leaves the machine; `device` is the API's. */
export const Detection = z.strictObject({
  ...shared,
  pid: z.optional(z.int()),
  firstSeen: Instant,
  lastSeen: Instant,
  device: z.optional(DeviceId),
  /** The device's name, for people; the API's. */
  host: z.optional(Name),
})
export type Detection = z.infer<typeof Detection>
