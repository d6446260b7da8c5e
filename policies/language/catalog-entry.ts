import * as z from 'zod/mini'
import { BEHAVIORS, CATEGORIES, ECOSYSTEMS, EXTENSION_FAMILIES, PLATFORMS, STRENGTHS } from '../decide/words.ts'
import { Day, Slug, Text } from './leaves.ts'

/** One assistant as the catalog knows it: how it is recognised, and what is known of it. One YAML file each. */

const indicator = <K extends string, S extends z.core.$ZodShape>(kind: K, fields: S) =>
  z.strictObject({
    /** Unique within the entry; `TOOL/ID` names it everywhere. */
    id: z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{0,127}$/, 'lower-case words joined by hyphens or dots')),
    kind: z.literal(kind),
    strength: z.enum(STRENGTHS),
    platforms: z.optional(z.array(z.enum(PLATFORMS)).check(z.minLength(1))),
    /** A field marked so was not seen by us on a real installation. */
    unconfirmed: z.optional(z.literal(true)),
    ...fields,
  })

/** The name of a process or of its program file, exact; on Windows `.exe` is not written. Never alone a reason. */
const ProcessIndicator = indicator('process', { name: Text(64) })
/** Path grammar: exact, or `*` for one whole segment, or a final `/**`; `~/` is the account's home. No regex. */
const PathIndicator = indicator('path', { path: Text(512) })
const HashIndicator = indicator('hash', {
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/, 'a SHA-256, 64 lower-case hex digits')),
  bytes: z.optional(z.int().check(z.minimum(1))),
  version: z.optional(Text(64)),
  platform: z.optional(Text(32)),
})
/**
 * Texts inside a program, in UTF-8 or UTF-16LE. Each is a list of parts that are joined on loading, so that this file
 * and what is built from it do not hold the texts themselves. `atLeast` different ones have to occur.
 */
const ContentIndicator = indicator('content', {
  texts: z.array(z.array(Text(128)).check(z.minLength(2), z.maxLength(4))).check(z.minLength(1), z.maxLength(64)),
  atLeast: z.int().check(z.minimum(1), z.maximum(64)),
  /** Bytes that the program has at least. A shorter file with the same texts speaks of it: a list, a log, a dashboard. */
  leastBytes: z.optional(z.int().check(z.minimum(1), z.maximum(1024 ** 3))),
})
/** A package by its manifest. `name` exact, or a prefix that ends in `*`. */
const PackageIndicator = indicator('package', {
  ecosystem: z.enum(ECOSYSTEMS),
  name: Text(214),
})
/** An editor extension or plugin, by the id its market knows it by, lower case. */
const ExtensionIndicator = indicator('extension', { family: z.enum(EXTENSION_FAMILIES), extension: Text(128) })
/** A file or folder that the tool keeps. Shows that the tool was here; never alone or with names a reason. */
const ConfigIndicator = indicator('config', { path: Text(512) })
const SignerIndicator = indicator('signer', { signer: Text(128) })
/**
 * What a running program does that outlives every change to its file. `path` in the path grammar, where `PID` in its
 * last segment stands for the pid that it carries; of a tripwire, the folder itself.
 */
const BehaviorIndicator = indicator('behavior', { of: z.enum(BEHAVIORS), path: Text(512) })

export const Indicator = z.discriminatedUnion('kind', [
  ProcessIndicator,
  PathIndicator,
  HashIndicator,
  ContentIndicator,
  PackageIndicator,
  ExtensionIndicator,
  ConfigIndicator,
  SignerIndicator,
  BehaviorIndicator,
])
export type Indicator = z.infer<typeof Indicator>
export type IndicatorOf<K extends Indicator['kind']> = Extract<Indicator, { kind: K }>

/** One answer of a dossier. `unknown` is an answer too, and says so. */
const Answer = z.strictObject({
  answer: Text(600),
  status: z.enum(['documented', 'observed', 'alleged', 'unknown']),
  source: z.optional(Text(400)),
  date: z.optional(Day),
})

/** The same questions to every tool, the sanctioned one included. */
export const Dossier = z.strictObject({
  hosting: Answer,
  prompts: Answer,
  context: Answer,
  place: Answer,
  selfHosted: Answer,
})
export type Dossier = z.infer<typeof Dossier>

/**
 * Of the one entry for assistants that no other names: which of its weak `content` indicators, the groups, make a strong
 * one together. Whatever any other entry names is never one.
 */
const Combined = z.strictObject({
  /** So many groups. */
  atLeast: z.int().check(z.minimum(2), z.maximum(64)),
  /** These among them. */
  all: z.array(Text(128)).check(z.maxLength(64)),
  /** Points of an editor at which an extension offers an assistant; by its manifest alone. */
  contributes: z.array(Text(64)).check(z.maxLength(64)),
  /** Packages that hold the groups, and were looked at: no assistants. */
  except: z
    .array(z.strictObject({ ecosystem: z.enum(ECOSYSTEMS), name: Text(214), because: Text(300) }))
    .check(z.maxLength(500)),
})
export type Combined = z.infer<typeof Combined>

export const CatalogEntry = z.strictObject({
  tool: Slug,
  name: Text(80),
  product: Slug,
  category: z.enum(CATEGORIES),
  vendor: Text(80),
  about: Text(300),
  indicators: z.array(Indicator).check(z.minLength(1), z.maxLength(200)),
  combined: z.optional(Combined),
  dossier: Dossier,
})
export type CatalogEntry = z.infer<typeof CatalogEntry>

export type Catalog = ReadonlyMap<string, CatalogEntry>
