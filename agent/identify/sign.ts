import type { Finding } from './finding.ts'

/** What one observation says of one tool. Several signs of one install make a finding. */
export type Sign = Finding

/** Points to a tool by names alone: never a reason for a finding, only worth telling beside one. */
export const isNamesOnly = (sign: Sign): boolean =>
  sign.evidence.every(({ kind, strength }) => kind === 'process' || (kind === 'path' && strength === 'weak'))

/** A configuration: says that a tool was here, not where it is. */
export const isConfig = (sign: Sign): boolean =>
  sign.evidence.length > 0 && sign.evidence.every(({ kind }) => kind === 'config')

/** What a process did: says which process it is, and of its program no more than where it lies. */
export const isBehavior = (sign: Sign): boolean =>
  sign.evidence.length > 0 && sign.evidence.every(({ kind }) => kind === 'behavior')
