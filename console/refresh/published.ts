import * as z from 'zod/mini'
import { matchesName } from '../../policies/language/patterns.ts'
import { CannotRefresh } from './cannot-refresh.ts'

/** What a registry says of packages, as far as digests need it. Whoever published one wrote it: nothing is believed. */

const Version = z.string().check(z.regex(/^\d[\w.+-]{0,63}$/))
const Versions = z.object({
  'dist-tags': z.record(z.string(), z.string()),
  versions: z.union([z.string(), z.array(z.string()).check(z.maxLength(20_000))]),
})
const Names = z.catch(z.record(z.string(), z.string()), {})
const Release = z.object({
  name: z.string().check(z.maxLength(214)),
  version: Version,
  bin: z.catch(z.union([z.string(), z.record(z.string(), z.string())]), {}),
  optionalDependencies: Names,
  dist: z.object({ integrity: z.string().check(z.regex(/^sha512-[A-Za-z0-9+/]{86}==$/, 'sha512')) }),
})

export type Release = {
  readonly version: string
  /** Paths within the package. */
  readonly bin: readonly string[]
  /** What it has for single platforms: the spec to ask for. */
  readonly parts: readonly { readonly name: string; readonly spec: string }[]
  readonly integrity: string
}

/** @returns the newest `most` versions, the newest first: `latest`, and the ones before it that are no trials. */
export const newestOf = (answer: unknown, most: number): string[] => {
  const parsed = Versions.safeParse(answer)
  const latest = parsed.data?.['dist-tags'].latest
  if (parsed.data === undefined || latest === undefined) throw new CannotRefresh('the registry names no latest version')
  const { versions } = parsed.data
  const all = typeof versions === 'string' ? [versions] : versions
  const trial = latest.includes('-')
  const before = all.slice(0, Math.max(0, all.indexOf(latest))).filter(version => trial || !version.includes('-'))
  return [latest, ...before.toReversed()].filter(version => Version.safeParse(version).success).slice(0, most)
}

/** @param names patterns of the packages that the entry names. @throws CannotRefresh without a SHA-512 to hold it to. */
export const releaseOf = (answer: unknown, names: readonly string[]): Release => {
  const parsed = Release.safeParse(answer)
  if (!parsed.success) throw new CannotRefresh('the registry says nothing of it that can be used, or no SHA-512')
  const { version, bin, optionalDependencies, dist } = parsed.data
  const parts = Object.entries(optionalDependencies)
    .filter(([name]) => names.some(pattern => matchesName(pattern, name)))
    // An alias: another version of a package stands for a package of its own.
    .map(([name, asked]) => ({ name, spec: asked.startsWith('npm:') ? asked.slice(4) : `${name}@${asked}` }))
  return {
    version,
    bin: (typeof bin === 'string' ? [bin] : Object.values(bin)).map(file => file.replace(/^(?:\.?\/)+/, '')),
    parts,
    integrity: dist.integrity,
  }
}
