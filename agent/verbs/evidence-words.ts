import { COMBINED } from '../../policies/decide/combine.ts'
import type { Evidence, IndicatorKind } from '../../policies/decide/words.ts'

const WORDS: Record<IndicatorKind, (matched: string) => string> = {
  process: matched => `a program of its name runs: ${matched}`,
  path: matched => `it lies where it installs itself: ${matched}`,
  hash: matched => `its file is byte for byte a known one: ${matched}`,
  content: matched => `its file holds what only it holds: ${matched}`,
  package: matched => `it is the package ${matched}`,
  extension: matched => `it is the extension ${matched}`,
  config: matched => `its settings are there: ${matched}`,
  signer: matched => `it is signed by ${matched}`,
  behavior: matched => `it does what only it does: ${matched}`,
}

/** What matched, in a person's words. */
export const evidenceInWords = ({
  indicator,
  kind,
  strength,
  matched,
}: Pick<Evidence, 'indicator' | 'kind' | 'strength' | 'matched'>): string => {
  if (kind === 'content' && indicator.endsWith(`/${COMBINED}`)) return `it is made as an assistant is: ${matched}`
  // Weak texts are in others too.
  if (kind === 'content' && strength === 'weak') return `it holds ${matched}`
  return WORDS[kind](matched)
}
