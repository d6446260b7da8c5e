import * as z from 'zod/mini'
import { Head, SentEntry } from './entry.ts'
import { DetectionId, DeviceId, Epoch, Instant, Name, Seq, Serial, Sha256, Slug } from './fields.ts'
import { FormerKeys, Nonce, PublicKey, Signature } from './handshake.ts'
import { LIMITS } from './limits.ts'
import { WellFormed } from './text.ts'
import { WIRE } from './wire.ts'

/** Frames carry the state of the protocol and entries of the ledger, nothing else. One JSON object a frame. */

/** agent: the first frame of a connection. Who is there? Nothing about the device. */
export const Opening = z.strictObject({ type: z.literal('opening'), wire: z.literal(WIRE), nonce: Nonce })

/**
 * console: proves itself before the agent says who it is. `signature` is over `challengeText`. `formerly`: the keys that
 * this one came after, for agents that know an older one.
 */
export const Challenge = z.strictObject({
  type: z.literal('challenge'),
  wire: z.literal(WIRE),
  nonce: Nonce,
  key: PublicKey,
  formerly: FormerKeys,
  signature: Signature,
})

/** agent: proves the device's key to the console that has proved its own. `signature` is over `helloText`. */
export const Hello = z.strictObject({
  type: z.literal('hello'),
  wire: z.literal(WIRE),
  device: DeviceId,
  signature: Signature,
  agent: Name,
  head: Head,
  /** Serial of the policy in force, 0 for none from this console. */
  serial: z.int().check(z.minimum(0)),
  /** The device's own clock, so that its skew can be shown. */
  clock: Instant,
})

/** How many entries the next batch may hold; 0: wait for a `credit`. */
const Credits = z.int().check(z.minimum(0), z.maximum(LIMITS.batch))

/**
 * console: who you are is settled; `known` is where the next entry has to follow, null for an epoch that is new here.
 * `firstSightings` (new epoch only) gives back what the device's lost file knew.
 */
export const Welcome = z.strictObject({
  type: z.literal('welcome'),
  known: z.nullable(Head),
  firstSightings: z.array(z.strictObject({ detection: DetectionId, at: Instant })).check(z.maxLength(LIMITS.array)),
  credit: Credits,
})

/** agent: the next entries in order, from one epoch; one unacknowledged frame at a time. */
export const Entries = z.strictObject({
  type: z.literal('entries'),
  entries: z.array(SentEntry).check(z.minLength(1), z.maxLength(LIMITS.batch)),
})

/**
 * agent: the console holds another entry at `seq` than its ledger does; nothing more is sent until a person has looked.
 * `hash` is the ledger's own there, null where it does not reach so far. The epoch is the hello's.
 */
export const Forked = z.strictObject({ type: z.literal('forked'), seq: Seq, hash: z.nullable(Sha256) })
export type Forked = z.infer<typeof Forked>

/** console: stored durably up to here. Another hash than the sender's is a fork. */
export const Acknowledged = z.strictObject({
  type: z.literal('acknowledged'),
  epoch: Epoch,
  seq: Seq,
  hash: Sha256,
  credit: Credits,
})

/** console: there is room again, after a credit of 0. */
export const Credit = z.strictObject({ type: z.literal('credit'), credit: Credits.check(z.minimum(1)) })

/**
 * console: come back after so many ms, at any time of a connection, even before it is proven: what anybody in between
 * could say, so it is bounded. A close with `busy` or `restarting` follows.
 */
export const Later = z.strictObject({
  type: z.literal('later'),
  retryAfter: z.int().check(z.minimum(0), z.maximum(LIMITS.retryAfter)),
})

/** console: the policy in force. `digest` is the SHA-256 of `text`, which is the document as it was published. */
export const PolicyNews = z.strictObject({
  type: z.literal('policy'),
  policy: Slug,
  serial: Serial,
  digest: Sha256,
  text: WellFormed(LIMITS.policyBytes),
})

export const FromAgent = z.discriminatedUnion('type', [Opening, Hello, Entries, Forked])
export type FromAgent = z.infer<typeof FromAgent>
export const FromConsole = z.discriminatedUnion('type', [Challenge, Welcome, Acknowledged, Credit, Later, PolicyNews])
export type FromConsole = z.infer<typeof FromConsole>
export type Opening = z.infer<typeof Opening>
export type Challenge = z.infer<typeof Challenge>
export type Hello = z.infer<typeof Hello>
export type Welcome = z.infer<typeof Welcome>
export type Acknowledged = z.infer<typeof Acknowledged>
export type PolicyNews = z.infer<typeof PolicyNews>

/** Close codes (RFC 6455 leaves 4000 to 4999 to us) with the word that is sent as reason, before a detail. */
export const CLOSE = {
  malformed: 4400,
  'not-authenticated': 4401,
  /** An admin has ended this device's enrolment. */
  revoked: 4403,
  'out-of-order': 4409,
  'hello-late': 4408,
  /** The same key has connected anew: the newer connection stands. */
  replaced: 4410,
  'too-large': 4413,
  'unknown-type': 4415,
  /** The agent's word: whoever answers there is not proven to be its console. */
  'console-not-proven': 4421,
  'wire-version': 4426,
  /** Too much at once; a `later` says when to come back. */
  busy: 4429,
} as const
export type CloseWord = keyof typeof CLOSE
