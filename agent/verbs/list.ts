import type { Verb } from './verb.ts'

/** Every verb, in the order of help. Loaded when it is asked for: `scan` need not wait for what `run` brings along. */
export const VERBS: Readonly<Record<string, () => Promise<Verb>>> = {
  run: async () => (await import('./run.ts')).run,
  scan: async () => (await import('./scan.ts')).scan,
  status: async () => (await import('./status.ts')).status,
  why: async () => (await import('./why.ts')).why,
  ledger: async () => (await import('./ledger.ts')).ledger,
}
