import type { Evidence, IndicatorKind, Strength } from '../../../policies/decide/words.ts'
import { many } from './count.ts'

/** Evidence as a person would tell it; what matched comes from the device and is never more than text here. */

type Told = (matched: string, name: string) => string

const count = (matched: string): number | null => {
  const found = /^\d{1,4}/.exec(matched)
  return found === null ? null : Number(found[0])
}

const TOLD: Record<IndicatorKind, Told> = {
  content: (matched, name) => {
    const texts = count(matched)
    if (texts === null) return `Contains texts that occur only in ${name}: ${matched}`
    return `Contains ${many(texts, 'text')} that ${texts === 1 ? 'occurs' : 'occur'} only in ${name}`
  },
  package: matched => `Installed as the package ${matched}`,
  extension: matched => `Installed as the editor extension ${matched}`,
  hash: (matched, name) => `Is, byte for byte, a published release of ${name}: ${matched.replace(/^SHA-256 of /, '')}`,
  process: matched => `Runs under the name ${matched}`,
  path: matched => `Lies where it is usually installed: ${matched}`,
  config: matched => `Its settings are on the machine: ${matched}`,
  signer: matched => `Signed by ${matched}`,
  behavior: matched => `Does what only it does: ${matched}`,
}

/** @param name of the tool, as the catalog has it. */
export const evidenceWords = ({ indicator, kind, strength, matched }: Evidence, name: string): string => {
  // Of an assistant that no entry names: what it holds is in others too.
  if (kind === 'content' && indicator.endsWith('/combined')) return `Made as an assistant is: ${matched}`
  if (kind === 'content' && strength === 'weak') return `Contains ${matched}`
  return TOLD[kind](matched, name)
}

export const STRENGTH_MEANS: Record<Strength, string> = {
  conclusive: 'Enough on its own; nothing else looks like this.',
  strong: 'Enough on its own.',
  weak: 'A hint. Counts only together with one of another kind.',
}

const sort = (kind: IndicatorKind): string => (kind === 'process' || kind === 'path' ? 'name' : kind)

/** Why this evidence is a detection or is not: the detection rule of policies/decide, in words. */
export const weighed = (evidence: readonly Evidence[]): string => {
  const counted = evidence.filter(({ kind }) => kind !== 'config')
  const has = (wanted: Strength): boolean =>
    counted.some(({ kind, strength }) => kind !== 'process' && strength === wanted)
  if (has('conclusive')) return 'One conclusive sign is enough.'
  if (has('strong')) return 'One strong sign is enough.'
  if (new Set(counted.map(({ kind }) => sort(kind))).size > 1)
    return 'Two weak signs of different kinds are enough together.'
  return 'Names and settings alone are a trace, never a reason for a notice.'
}

const ORDER: readonly Strength[] = ['conclusive', 'strong', 'weak']
/** The strongest first, as it came otherwise. */
export const strongestFirst = (evidence: readonly Evidence[]): readonly Evidence[] =>
  [...evidence].sort((a, b) => ORDER.indexOf(a.strength) - ORDER.indexOf(b.strength))
