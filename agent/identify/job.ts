import * as z from 'zod/mini'
import { Sha256 } from '../../protocol/fields.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { MAKERS } from './program/made.ts'

/** What the agent and its identification worker say to each other. Both ends check what they hear. */

/** Larger files are not read: no assistant known to us comes near. */
export const MOST_BYTES = 1024 ** 3
/** Linux allows 4,096 bytes. */
const Path = z.string().check(z.minLength(1), z.maxLength(8_192))
const Id = z.int().check(z.minimum(0))
const Figure = z.string().check(z.regex(/^-?\d{1,30}$/))

/** Which file, in which state: another one of these, and it is read again. Whole numbers as digits; times in ns. */
export const FileState = z.strictObject({ dev: Figure, ino: Figure, size: Figure, mtime: Figure, ctime: Figure })
export type FileState = z.infer<typeof FileState>

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
})
export const Job = z.discriminatedUnion('kind', [Begin, Read])
export type Job = z.infer<typeof Job>
export type ReadJob = z.infer<typeof Read>

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
})

const ReadFile = z.strictObject({
  kind: z.literal('read'),
  id: Id,
  sha256: Sha256,
  bytes: z.int().check(z.minimum(0)),
  found: z.array(z.int().check(z.minimum(0))),
  facts: FactsRead,
  state: FileState,
})
const NotRead = z.strictObject({ kind: z.literal('not-read'), id: Id, fault: z.string(), absent: z.boolean() })
export const JobAnswer = z.discriminatedUnion('kind', [ReadFile, NotRead])
export type JobAnswer = z.infer<typeof JobAnswer>
/** All that is known of the content of a file in one state. */
export type Contents = Readonly<Omit<z.infer<typeof ReadFile>, 'kind' | 'id' | 'state' | 'found'>> & {
  readonly found: readonly number[]
}

/** @param stat of `node:fs`, with `bigint`. */
export const stateOf = (stat: {
  readonly dev: bigint
  readonly ino: bigint
  readonly size: bigint
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
}): FileState => ({
  dev: String(stat.dev),
  ino: String(stat.ino),
  size: String(stat.size),
  mtime: String(stat.mtimeNs),
  ctime: String(stat.ctimeNs),
})

export const sameState = (a: FileState, b: FileState): boolean =>
  a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.mtime === b.mtime && a.ctime === b.ctime
