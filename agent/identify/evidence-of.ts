import path from 'node:path'
import type { Evidence, IndicatorKind } from '../../policies/decide/words.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { visible } from '../../protocol/text.ts'
import type { Home } from '../sensors/observation.ts'
import type { Contents } from './job.ts'
import type { Matchers, Pointer } from './matchers.ts'
import type { Signer } from './program/signer.ts'
import { shownPath } from './shown.ts'

/** Evidence with the tool that it points to. */
export type Pointing = { readonly tool: string; readonly version: string | null; readonly evidence: Evidence }

/** @param matched in words that a person recognises; already visible. */
export const pointing = <K extends IndicatorKind>(
  { tool, indicator }: Pointer<K>,
  matched: string,
  version: string | null = null,
): Pointing => ({
  tool,
  version,
  evidence: { indicator: `${tool}/${indicator.id}`, kind: indicator.kind, strength: indicator.strength, matched },
})

/** What the bytes of a file say. */
export const evidenceInside = (scanned: Contents, matchers: Matchers): Pointing[] => {
  const found = new Set(scanned.found)
  const contents = matchers.contents.flatMap(({ pointer, texts }) => {
    const { leastBytes = 0 } = pointer.indicator
    if (scanned.bytes < leastBytes) return []
    const count = texts.filter(text => found.has(text)).length
    return count < pointer.indicator.atLeast ? [] : [pointing(pointer, `${count} of ${texts.length} texts`)]
  })
  const hashes = matchers.hashes(scanned.sha256).map(pointer => {
    const { version = null, platform } = pointer.indicator
    const of = [version, platform === 'any' ? undefined : platform].filter(part => part !== undefined && part !== null)
    return pointing(pointer, visible(`SHA-256 of ${of.join(', ') || 'a known file'}`, LIMITS.path), version)
  })
  const { signer } = scanned.facts
  const signed = signer === null ? [] : matchers.signers(signer).map(pointer => pointing(pointer, shownSigner(signer)))
  return [...contents, ...hashes, ...signed]
}

const shownSigner = ({ name, team }: Signer): string =>
  team === null ? name : visible(`${name} (${team})`, LIMITS.name)

/** What the name of a process or program says, with or without its folder. */
export const evidenceOfNames = (names: readonly (string | null)[], matchers: Matchers): Pointing[] => {
  const bare = new Set(names.flatMap(name => (name === null ? [] : [path.basename(name)])))
  return [...bare].flatMap(name => matchers.names(name).map(pointer => pointing(pointer, visible(name, LIMITS.name))))
}

/** What it says that a file lies where it lies. */
export const evidenceOfPaths = (
  given: { readonly files: readonly string[]; readonly account: string | null; readonly homes: readonly Home[] },
  matchers: Matchers,
): Pointing[] =>
  given.files.flatMap(file =>
    matchers.paths(file, given.homes).map(pointer => pointing(pointer, shownPath(file, given.account, given.homes))),
  )
