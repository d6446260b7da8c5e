import * as z from 'zod/mini'
import { Sha256 } from '../../protocol/fields.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { MAKERS } from './program/made.ts'

/** What the agent and its identification worker say to each other. Both ends check what they hear. */

/** Larger files are not read: no assistant known to us comes near. */
export const MOST_BYTES = 1024 ** 3
/** Files of one message. */
export const MOST_TOGETHER = 256
/** Linux allows 4,096 bytes. */
const Path = z.string().check(z.minLength(1), z.maxLength(8_192))
const Id = z.int().check(z.minimum(0))
const Figure = z.string().check(z.regex(/^-?\d{1,30}$/))

/** `FileState` of `file-state.ts`. */
const StateRead = z.strictObject({ dev: Figure, ino: Figure, size: Figure, mtime: Figure, ctime: Figure })

/** Comes once, first: the texts to look for, each known by its place from then on. */
const Begin = z.strictObject({ kind: z.literal('begin'), texts: z.array(z.string()) })
const Read = z.strictObject({
  kind: z.literal('read'),
  id: Id,
  path: Path,
  /** Whether the last part of the path may be a link, as `/proc/PID/exe` is. */
  links: z.enum(['refuse', 'follow']),
  /** Bytes; a larger file is not read. */
  most: z.int().check(z.minimum(0), z.maximum(MOST_BYTES)),
  /** What is asked for; absent: all. */
  part: z.optional(z.enum(['digest', 'texts'])),
  /** Bytes at which one who hashes begins to search as well, and one who searches stops; absent: neither does. */
  split: z.optional(z.int().check(z.minimum(0), z.maximum(MOST_BYTES))),
})
/** Which texts occur in any of these files: a message for each would take longer than reading it. */
const ReadTogether = z.strictObject({
  kind: z.literal('read-together'),
  id: Id,
  paths: z.array(Path).check(z.minLength(1), z.maxLength(MOST_TOGETHER)),
  /** Bytes; a larger one of them is left out, as is a link and what cannot be read. */
  most: z.int().check(z.minimum(0), z.maximum(MOST_BYTES)),
})
export const Job = z.discriminatedUnion('kind', [Begin, Read, ReadTogether])
export type Job = z.infer<typeof Job>
export type ReadJob = z.infer<typeof Read>
export type ReadTogetherJob = z.infer<typeof ReadTogether>

const Told = z.nullable(z.string().check(z.maxLength(LIMITS.name)))
/** What a program tells of itself by how it is built: `Facts` of `program/facts.ts`. */
export const FactsRead = z.strictObject({
  signer: z.nullable(
    z.strictObject({ name: z.string().check(z.maxLength(LIMITS.name)), team: Told, identifier: Told }),
  ),
  version: Told,
  made: z.nullable(z.enum(MAKERS)),
  entry: Told,
  module: Told,
  packer: z.nullable(z.enum(['UPX'])),
  lost: z.boolean(),
})

const ReadFile = z.strictObject({
  kind: z.literal('read'),
  id: Id,
  /** Null where it was not asked for, as the other two. */
  sha256: z.nullable(Sha256),
  bytes: z.int().check(z.minimum(0)),
  /** Places, in the list of texts, of those that occur. */
  found: z.nullable(z.array(z.int().check(z.minimum(0)))),
  facts: z.nullable(FactsRead),
  state: StateRead,
})
const NotRead = z.strictObject({ kind: z.literal('not-read'), id: Id, fault: z.string(), absent: z.boolean() })
const FilesRead = z.strictObject({
  kind: z.literal('read-together'),
  id: Id,
  /** Of all that were read. */
  bytes: z.int().check(z.minimum(0)),
  found: z.array(z.int().check(z.minimum(0))),
})
export const JobAnswer = z.discriminatedUnion('kind', [ReadFile, FilesRead, NotRead])
export type JobAnswer = z.infer<typeof JobAnswer>
/** All that is known of the content of a file in one state. */
export type Contents = {
  readonly sha256: string
  readonly bytes: number
  readonly found: readonly number[]
  readonly facts: z.infer<typeof FactsRead>
}
