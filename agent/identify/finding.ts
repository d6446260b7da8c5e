import type { Evidence } from '../../policies/decide/words.ts'

/** What an unknown assistant is part of: who made it, as far as its manifest says, and how its package is called. */
export type Origin = { readonly publisher: string | null; readonly package: string }

/** One tool in one place for one account, with all that points to it. Not yet a Detection: `conclude` decides. */
export type Finding = {
  readonly tool: string
  readonly account: string | null
  /** Real path of the package, extension or program; for a trace, of the configuration. */
  readonly install: string
  readonly version: string | null
  readonly inside: string | null
  /** Of an assistant that no entry of the catalog names. */
  readonly origin?: Origin
  readonly sha256: string | null
  /** Who is proven to have signed its program, by the name that policies write. */
  readonly signer?: string
  readonly process: { readonly pid: number; readonly started: number; readonly terminal: string | null } | null
  readonly evidence: readonly Evidence[]
}
