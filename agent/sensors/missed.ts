import type { NotSeen } from './observation.ts'

const MOST = 200

export type Missed = {
  readonly miss: (what: string, why: string) => void
  readonly notSeen: () => NotSeen[]
}

/** What could not be looked at: each thing once, the first that were told, and how many more there were. */
export const openMissed = (): Missed => {
  const missed = new Map<string, string>()
  let more = 0
  return {
    miss: (what, why) => {
      if (missed.has(what)) return
      if (missed.size < MOST) missed.set(what, why)
      else more++
    },
    notSeen: () => [
      // Many are looked at side by side: the same look twice has to say the same.
      ...[...missed].map(([what, why]) => ({ what, why })).sort((a, b) => (a.what < b.what ? -1 : 1)),
      ...(more === 0 ? [] : [{ what: 'files', why: `${more} more could not be read` }]),
    ],
  }
}
