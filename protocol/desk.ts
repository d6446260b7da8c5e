import * as z from 'zod/mini'
import type { Because } from '../policies/decide/words.ts'
import { Detection } from './detection.ts'
import { Head, ListedEntry } from './entry.ts'
import { Account, DetectionId, DeviceId, Epoch, Hour, Instant, Name, Serial, Slug } from './fields.ts'
import { LIMITS } from './limits.ts'
import { VisibleText } from './text.ts'

/** What the daemon answers on an account's own socket, to the verbs and the desk. Nothing here leaves the machine. */

/** Who asks: root sees all, a person what is theirs and what is nobody's. */
export type Viewer = { readonly all: true } | { readonly all?: false; readonly account: string }

const Sentence = VisibleText(LIMITS.path)
const Count = z.int().check(z.minimum(0))
const listOf = <T extends z.core.$ZodType>(item: T, most: number) => z.array(item).check(z.maxLength(most))

/** Something that was not looked at or cannot be done here, and why. */
const Told = z.strictObject({ what: Sentence, why: Sentence })

export const Status = z.strictObject({
  health: z.enum(['healthy', 'degraded']),
  /** Version of the agent. */
  agent: Name,
  enrolled: z.nullable(z.strictObject({ device: DeviceId, console: Sentence })),
  connected: z.boolean(),
  policy: z.nullable(z.strictObject({ policy: Slug, serial: Serial })),
  sensors: listOf(z.strictObject({ sensor: Slug, state: z.enum(['working', 'failed', 'unsupported']) }), 32),
  /** Entries that the console has not acknowledged yet. */
  outbox: Count,
  head: Head,
  /** Raised and visible; any of severity `degraded` makes the agent degraded. */
  conditions: listOf(
    z.strictObject({
      condition: Slug,
      severity: z.enum(['degraded', 'notice']),
      since: Instant,
      detail: Sentence,
      /** The condition as a sentence, with what is not affected. */
      says: Sentence,
    }),
    64,
  ),
  /** What the last look could not look at. */
  notSeen: listOf(Told, LIMITS.array),
  /** What this platform cannot do. Told, and no degradation. */
  unsupported: listOf(Told, 64),
})
export type Status = z.infer<typeof Status>

/** Starts that are counted and become one `repeated` entry when their hour is over. */
export const OpenRow = z.strictObject({
  detection: DetectionId,
  account: z.nullable(Account),
  what: z.literal('started'),
  count: z.int().check(z.minimum(1)),
  hour: Hour,
})
export type OpenRow = z.infer<typeof OpenRow>

/** The ledger as one viewer may see it, one page of it: `LIMITS.array` entries at most, in order. */
export const LedgerList = z.strictObject({
  device: z.nullable(DeviceId),
  epoch: Epoch,
  head: Head,
  entries: listOf(ListedEntry, LIMITS.array),
  open: listOf(OpenRow, LIMITS.array),
})
export type LedgerList = z.infer<typeof LedgerList>

/** As a record, so that a new reason in `words.ts` does not compile until it is told here. */
const LOWERED: { [K in NonNullable<Because['lowered']>]: K } = {
  trace: 'trace',
  'outside-percent': 'outside-percent',
  'before-first-stage': 'before-first-stage',
  exception: 'exception',
  'block-not-signed': 'block-not-signed',
  stale: 'stale',
  tripped: 'tripped',
  'safe-mode': 'safe-mode',
  'stand-down': 'stand-down',
}

export const Explained = z.strictObject({
  detection: Detection,
  /** Which stage of the rule holds, from 0, and what keeps the response below it. */
  stage: z.nullable(Count),
  lowered: z.nullable(z.enum(LOWERED)),
  /** The company's words for it, per language. */
  reason: z.nullable(z.strictObject({ en: Sentence, zh: z.optional(Sentence) })),
  link: z.nullable(Sentence),
  /** Null before the first entry about it. */
  history: z.nullable(
    z.strictObject({
      firstSeen: Instant,
      noticesShown: Count,
      lastNotice: z.nullable(Instant),
      deferralsUsed: Count,
      deferredUntil: z.nullable(Instant),
      pausedFor: Count,
      disputedSince: z.nullable(Instant),
    }),
  ),
})
export type Explained = z.infer<typeof Explained>

/** What was found, and why it is judged as it is. */
export const WhyList = z.strictObject({
  policy: z.nullable(z.strictObject({ policy: Slug, serial: Serial })),
  /** The product that the company offers instead. */
  sanctioned: z.nullable(Name),
  detections: listOf(Explained, LIMITS.array),
})
export type WhyList = z.infer<typeof WhyList>

/** Why there is no answer: a stable word, and a sentence. */
export const DeskProblem = z.strictObject({ error: z.strictObject({ code: Slug, message: Sentence }) })
export type DeskProblem = z.infer<typeof DeskProblem>
