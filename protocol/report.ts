import * as z from 'zod/mini'
import { PLATFORMS, RESPONSES } from '../policies/decide/words.ts'
import { DetectionReport } from './detection.ts'
import { Head } from './entry.ts'
import { Account, DetectionId, DeviceId, Hour, Instant, Name, Path, Serial, Sha256, Slug } from './fields.ts'
import { PublicKey } from './handshake.ts'
import { LIMITS } from './limits.ts'
import { McpServerTold } from './mcp-server.ts'
import { VisibleText } from './text.ts'

/**
 * Everything about a person or a machine that can leave the device. A field that is not here cannot be sent.
 * `at` is when it was written down; where an account or a detection is meant, the whole hour of it.
 * `salt` (22 base64url characters) keeps a digest from being guessed once the body is erased.
 */
const shared = {
  account: z.optional(Account),
  salt: z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/)),
}

/** About the machine; about an account where it names one. */
const report = <K extends string, S extends z.core.$ZodShape>(kind: K, fields: S) =>
  z.strictObject({ kind: z.literal(kind), at: Instant, ...shared, ...fields })

/** About a detection, and so about what a person uses. */
const reportOfUse = <K extends string, S extends z.core.$ZodShape>(kind: K, fields: S) =>
  z.strictObject({ kind: z.literal(kind), at: Hour, ...shared, ...fields })

/** The ledger's file began: why, and where the one before it ended, as far as that is known. */
export const LedgerBegan = report('ledger-began', {
  why: z.enum(['first', 'file-missing', 'file-damaged']),
  before: z.nullable(Head),
})
export const Enrolled = report('enrolled', { device: DeviceId, console: VisibleText(LIMITS.path) })
/** The last word to that console: the agent was uninstalled here, or set to another console. */
export const Unenrolled = report('unenrolled', {
  device: DeviceId,
  console: VisibleText(LIMITS.path),
  why: z.enum(['uninstalled', 'other-console']),
})
/** The device has a new key and is the same device. */
export const KeyRenewed = report('key-renewed', { device: DeviceId, key: PublicKey })
/**
 * The machine, as its user could read it off a label or a settings page. No serial number, no address. `hardware`: a
 * digest of what the board says of itself, which tells one machine from another and nothing else; null where it cannot
 * be read, absent in entries of before there was one.
 */
export const DeviceDescribed = report('device-described', {
  host: Name,
  platform: z.enum(PLATFORMS),
  os: Name,
  osVersion: Name,
  arch: Name,
  model: z.nullable(Name),
  cpu: z.nullable(Name),
  cores: z.int().check(z.minimum(0), z.maximum(65_536)),
  /** MiB of memory. */
  memory: z.int().check(z.minimum(0)),
  agent: Name,
  tags: z.array(Slug).check(z.maxLength(64)),
  hardware: z.optional(z.nullable(Sha256)),
})
export const DetectionSeen = reportOfUse('detection-seen', { detection: DetectionReport })
export const DetectionChanged = reportOfUse('detection-changed', { detection: DetectionReport })
export const DetectionGone = reportOfUse('detection-gone', { detection: DetectionId })
/** How often something was started again within an hour that is already known as `running`. */
export const Repeated = reportOfUse('repeated', {
  detection: DetectionId,
  what: z.literal('started'),
  count: z.int().check(z.minimum(1)),
  /** The hour that was counted. */
  hour: Hour,
})
/**
 * What came faster than it could be written or sent, and stands here as a count of the entries it would have been.
 * The last one of each subject stands in full beside it, unless there were too many subjects to tell apart.
 */
export const Folded = reportOfUse('folded', {
  what: z.enum(['started', 'detection', 'notice', 'condition', 'machine']),
  /** About which of them; absent where too many were folded into one. */
  detection: z.optional(DetectionId),
  condition: z.optional(Slug),
  count: z.int().check(z.minimum(1)),
  first: Hour,
  last: Hour,
})
export const NoticeShown = reportOfUse('notice-shown', {
  detection: DetectionId,
  response: z.enum(RESPONSES),
  via: z.enum(['desktop', 'terminal', 'none']),
  language: z.enum(['en', 'zh']),
})
export const PolicyApplied = report('policy-applied', { policy: Slug, serial: Serial, digest: Sha256 })
/** A named condition of the agent's own health came or went. `detail` never holds a path below a home. */
export const ConditionChanged = report('condition-changed', {
  condition: Slug,
  state: z.enum(['raised', 'cleared']),
  detail: VisibleText(LIMITS.path),
})

/** All that an account's assistants are connected to by its own settings, when that is news; as much as fits. */
export const McpServersChanged = z.strictObject({
  kind: z.literal('mcp-servers-changed'),
  at: Hour,
  ...shared,
  account: Account,
  servers: z.array(McpServerTold).check(z.maxLength(200)),
  /** Files that instruct its assistants: that they are there, never what they say. */
  instructionFiles: z.array(Path).check(z.maxLength(64)),
  /** How many servers and files did not fit. */
  more: z.int().check(z.minimum(0)),
})

export const Report = z
  .discriminatedUnion('kind', [
    LedgerBegan,
    Enrolled,
    Unenrolled,
    KeyRenewed,
    DeviceDescribed,
    DetectionSeen,
    DetectionChanged,
    DetectionGone,
    Repeated,
    Folded,
    NoticeShown,
    PolicyApplied,
    ConditionChanged,
    McpServersChanged,
  ])
  .check(z.refine(({ at, account }) => account === undefined || at % 3_600_000 === 0, 'at: a whole hour'))
export type Report = z.infer<typeof Report>
export type ReportKind = Report['kind']
