import * as z from 'zod'
import { PLATFORMS, RESPONSES, VERDICTS } from '../../policies/decide/words.ts'
import { CatalogEntry } from '../../policies/language/catalog-entry.ts'
import { Policy } from '../../policies/language/policy.ts'
import { Detection } from '../../protocol/detection.ts'
import { ListedEntry } from '../../protocol/entry.ts'
import { DEVICE_STATES, EVIDENCE } from '../store/for-fleet.ts'

/** What the API answers. One allowlist a type: what is not here is not told. Instants are ms since the Unix epoch. */

/** A page of a list; `next` is the cursor of the page after it, null at the end. */
export const listOf = <T extends z.core.$ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.nullable(z.string()) })

export const Device = z.object({
  id: z.string(),
  /** Only `enrolled` ones are in the numbers. */
  state: z.enum(DEVICE_STATES),
  /** Its id until it has said what it is. */
  host: z.string(),
  /** Null until it has said what it is. */
  platform: z.nullable(z.enum(PLATFORMS)),
  os: z.string(),
  osVersion: z.string(),
  arch: z.string(),
  model: z.nullable(z.string()),
  cpu: z.nullable(z.string()),
  cores: z.int(),
  /** MiB. */
  memory: z.int(),
  agent: z.string(),
  tags: z.array(z.string()),
  enrolledAt: z.int(),
  lastSeen: z.int(),
  /** `connected` now; `away` less than a day; `silent` for longer. */
  contact: z.enum(['connected', 'away', 'silent']),
  policy: z.nullable(z.object({ policy: z.string(), serial: z.int() })),
  /** Conditions of its agent that are raised now. */
  conditions: z.array(z.object({ condition: z.string(), detail: z.string(), since: z.int() })),
  /** What says that it may not be the one machine that it says it is; `other` is the other device, where there is one. */
  flags: z.array(
    z.object({
      flag: z.enum(['same-hardware', 'key-in-two-places']),
      evidence: z.enum(EVIDENCE),
      other: z.nullable(z.string()),
      since: z.int(),
    }),
  ),
  /** What the console lacks of its ledger: from `first` on, to `last` at least; null where nobody knows. */
  gaps: z.array(
    z.object({
      epoch: z.string(),
      first: z.int(),
      last: z.nullable(z.int()),
      why: z.enum(['file-missing', 'file-damaged', 'fork', 'erased']),
      at: z.int(),
    }),
  ),
  /** The token that enrolled it, revoked since or not. */
  token: z.nullable(z.object({ id: z.string(), name: z.string() })),
  /** Detections by verdict that are running or present. */
  counts: z.record(z.enum(VERDICTS), z.int()),
  ledger: z.nullable(z.object({ epoch: z.string(), seq: z.int(), hash: z.string() })),
})
export type Device = z.infer<typeof Device>

export const Tool = z.object({
  entry: CatalogEntry,
  /** What the policy in force says of it; `rule` is null where no rule names it. */
  verdict: z.enum(VERDICTS),
  rule: z.nullable(z.string()),
  /** Devices on which it is running or present. */
  devices: z.int(),
  running: z.int(),
})
export type Tool = z.infer<typeof Tool>

/** An assistant that no entry names. */
export const UnknownAssistant = z.object({
  publisher: z.nullable(z.string()),
  package: z.string(),
  /** Devices on which it is running or present. */
  devices: z.int(),
  running: z.int(),
  /** The detection of it that changed last. */
  example: Detection,
})
export type UnknownAssistant = z.infer<typeof UnknownAssistant>

export const PublishedPolicy = z.object({
  policy: z.string(),
  serial: z.int(),
  digest: z.string(),
  publishedAt: z.int(),
  publishedBy: z.string(),
  inForce: z.boolean(),
  /** Devices that have applied it. */
  appliedBy: z.int(),
})
export type PublishedPolicy = z.infer<typeof PublishedPolicy>

export const PolicyDocument = z.object({ ...PublishedPolicy.shape, text: z.string(), document: Policy })
export type PolicyDocument = z.infer<typeof PolicyDocument>

export const Overview = z.object({
  devices: z.object({ total: z.int(), connected: z.int(), away: z.int(), silent: z.int() }),
  /** Devices with at least one running or present detection of the verdict; now, and seven days ago. */
  verdicts: z.record(z.enum(VERDICTS), z.object({ devices: z.int(), running: z.int(), aWeekAgo: z.nullable(z.int()) })),
  /** The sanctioned product's name, and what banned products are called, from the policy in force. */
  sanctioned: z.nullable(z.string()),
  /** Products in use, most devices first. */
  products: z.array(
    z.object({
      product: z.string(),
      name: z.string(),
      verdict: z.enum(VERDICTS),
      devices: z.int(),
      running: z.int(),
      rule: z.nullable(z.string()),
    }),
  ),
  /** Per day (00:00 UTC), oldest first, at most 30: devices that had a banned and the sanctioned product. */
  days: z.array(z.object({ day: z.int(), banned: z.int(), sanctioned: z.int() })),
  /** What waits for a person. Absent where the count is 0. */
  waiting: z.array(
    z.object({
      what: z.enum([
        'unreviewed-tools',
        'silent-devices',
        'degraded-agents',
        'ledger-forks',
        'pending-devices',
        'keys-in-two-places',
      ]),
      count: z.int(),
    }),
  ),
  /** The next change of a response under the policy in force. */
  deadlines: z.array(z.object({ rule: z.string(), response: z.enum(RESPONSES), at: z.int(), devices: z.int() })),
  policy: z.nullable(PublishedPolicy),
})
export type Overview = z.infer<typeof Overview>

/** Who is asking, and what they may do. */
export const Me = z.object({ name: z.string(), role: z.enum(['viewer', 'operator', 'admin']), version: z.string() })
export type Me = z.infer<typeof Me>

export const Problem = z.object({
  error: z.object({
    /** A stable word, and a sentence that says what to do. */
    code: z.string(),
    message: z.string(),
  }),
})
export type Problem = z.infer<typeof Problem>

export const Devices = listOf(Device)
export const Detections = listOf(Detection)
export const Events = listOf(ListedEntry)
export const Tools = listOf(Tool)
export const UnknownAssistants = listOf(UnknownAssistant)
export const Policies = listOf(PublishedPolicy)

/** What `/live` tells a browser: which question has a new answer. The browser asks again. */
export const LiveNews = z.object({
  changed: z.enum(['devices', 'detections', 'policies']),
  id: z.string(),
})
export type LiveNews = z.infer<typeof LiveNews>

/** A token without its secret. */
export const Token = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(['viewer', 'operator', 'admin', 'enroll']),
  /** What devices that enrol with it are tagged with. */
  tags: z.array(z.string()),
  createdAt: z.int(),
  createdBy: z.string(),
  expiresAt: z.int(),
  /** Enrolments left; null for no bound. */
  uses: z.nullable(z.int()),
})
export type Token = z.infer<typeof Token>
/** The only answer that ever holds the secret. */
export const NewToken = z.object({ ...Token.shape, token: z.string() })
export type NewToken = z.infer<typeof NewToken>
/** With how many devices enrolled by it. */
export const ListedToken = z.object({ ...Token.shape, devices: z.int() })
export type ListedToken = z.infer<typeof ListedToken>
export const Tokens = listOf(ListedToken)

export const AuditRow = z.object({
  id: z.int(),
  at: z.int(),
  who: z.string(),
  action: z.string(),
  subject: z.string(),
})
export type AuditRow = z.infer<typeof AuditRow>
export const Audit = listOf(AuditRow)

/** `key` is what `trust.keys` of the agents lists; `formerly` the ones before it, the oldest first. */
export const Console = z.strictObject({ key: z.string(), formerly: z.array(z.string()) })
export type Console = z.infer<typeof Console>
