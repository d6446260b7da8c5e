import * as z from 'zod/mini'
import { CATEGORIES, PLATFORMS, RESPONSES, VERDICTS } from '../decide/words.ts'
import { CatalogEntry } from './catalog-entry.ts'
import { Day, Duration, Slug, Text } from './leaves.ts'

/** A whole policy: what the company decided, as data. Parsed from YAML, published as the exact text. */

const Slugs = z.array(Slug).check(z.minLength(1), z.maxLength(200))

export const Match = z.strictObject({
  tools: z.optional(Slugs),
  products: z.optional(Slugs),
  categories: z.optional(z.array(z.enum(CATEGORIES)).check(z.minLength(1))),
  signers: z.optional(z.array(Text(128)).check(z.minLength(1), z.maxLength(200))),
  hashes: z.optional(
    z
      .array(z.string().check(z.regex(/^[0-9a-f]{64}$/, 'a SHA-256, 64 lower-case hex digits')))
      .check(z.minLength(1), z.maxLength(1_000)),
  ),
})

/** Whom the verdict concerns: every list that is given has to hold. */
export const Devices = z.strictObject({
  tags: z.optional(Slugs),
  platforms: z.optional(z.array(z.enum(PLATFORMS)).check(z.minLength(1))),
  accounts: z.optional(z.array(Text(256)).check(z.minLength(1), z.maxLength(1_000))),
})

/** `from` is a day for everybody, `after` a time since the clock began; `remind` is the least time between notices. */
export const Stage = z.strictObject({
  response: z.enum(RESPONSES),
  from: z.optional(Day),
  after: z.optional(Duration),
  remind: z.optional(Duration),
  deferrals: z.optional(z.int().check(z.minimum(0), z.maximum(20))),
})
export type Stage = z.infer<typeof Stage>

/** The company's words, per language; plain text. */
export const Notice = z.strictObject({
  reason: z.strictObject({ en: Text(600), zh: z.optional(Text(600)) }),
  link: z.optional(z.string().check(z.regex(/^https:\/\/[^\s"'<>]{1,400}$/, 'an https address'))),
})

export const Rule = z.strictObject({
  id: Slug,
  match: Match,
  verdict: z.enum(VERDICTS),
  devices: z.optional(Devices),
  percent: z.optional(z.int().check(z.minimum(0), z.maximum(100))),
  stages: z.optional(z.array(Stage).check(z.minLength(1), z.maxLength(8))),
  notice: z.optional(Notice),
})
export type Rule = z.infer<typeof Rule>

export const Exception = z.strictObject({
  id: Slug,
  rule: Slug,
  device: z.optional(z.string().check(z.regex(/^d-[0-9a-f]{32}$/, 'a device, d- and 32 hex digits'))),
  account: z.optional(Text(256)),
  until: Day,
  reason: Text(600),
  approvedBy: Text(256),
})
export type Exception = z.infer<typeof Exception>

export const Policy = z.strictObject({
  policy: Slug,
  /** A product or a tool. */
  sanctioned: Slug,
  /** What an assistant gets that nobody has decided on. */
  unreviewed: z.enum(['observe', 'notify']),
  rules: z.array(Rule).check(z.maxLength(500)),
  exceptions: z.optional(z.array(Exception).check(z.maxLength(5_000))),
  overlay: z.optional(z.array(CatalogEntry).check(z.maxLength(200))),
  limits: z.optional(
    z.strictObject({
      blockAtMost: z.optional(z.string().check(z.regex(/^(100|[1-9]?\d)%$/, 'a share such as 5%'))),
      protect: z.optional(z.array(Slug).check(z.maxLength(100))),
    }),
  ),
  retention: z.optional(z.strictObject({ detections: z.optional(Duration), notices: z.optional(Duration) })),
})
export type Policy = z.infer<typeof Policy>
