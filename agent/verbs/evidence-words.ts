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
export const evidenceInWords = ({ kind, matched }: Pick<Evidence, 'kind' | 'matched'>): string => WORDS[kind](matched)
