import { BadCertificate, type Certificate, readPair } from './certificate.ts'
import type { Pair } from './make-certificate.ts'

const DAY = 86_400_000
/** Left of a certificate when it is first said that it ends. */
const SAID_WITH_LEFT = 14 * DAY

export type FreshLog = {
  info(what: object, message: string): void
  warn(what: object, message: string): void
  error(what: object, message: string): void
}

export type Fresh = {
  /** What is served now. */
  readonly current: () => Certificate
  /** Reads again; a new certificate is served from here on. Never throws. */
  readonly check: () => Promise<void>
}

/** @returns a sentence where the certificate ends within two weeks or has ended. */
export const endingOf = ({ ends }: Pick<Certificate, 'ends'>, now: number): string | null => {
  const on = new Date(ends).toISOString()
  if (ends <= now) return `the certificate ended on ${on}: agents and browsers turn away from it`
  const days = Math.floor((ends - now) / DAY)
  return ends - now > SAID_WITH_LEFT ? null : `the certificate ends on ${on}, in ${days} day${days === 1 ? '' : 's'}`
}

/**
 * Keeps a server's certificate fresh: whoever calls `check` often enough needs no restart for a new one. One that cannot
 * be used is told, and the one before stays.
 * @param first what the server speaks with now. @param read what is in the files. @param use makes the server speak with
 * it from the next connection on.
 */
export const openFresh = (options: {
  readonly first: Certificate
  readonly read: () => Promise<Pair>
  readonly use: (pair: Pair) => void
  readonly now: () => number
  readonly log: FreshLog
}): Fresh => {
  const { read, use, now, log } = options
  let current = options.first
  let refused = { why: '', times: 0 }
  let saidOn = -1

  const sayEnding = (): void => {
    const today = Math.floor(now() / DAY)
    const ending = endingOf(current, now())
    if (ending === null || saidOn === today) return
    saidOn = today
    log[current.ends <= now() ? 'error' : 'warn']({ ends: new Date(current.ends).toISOString() }, ending)
  }
  const replace = async (): Promise<void> => {
    const pair = await read()
    if (pair.cert === current.pair.cert && pair.key === current.pair.key) return
    const next = readPair(pair)
    if (next.ends <= now()) throw new BadCertificate(`it ended on ${new Date(next.ends).toISOString()}`)
    if (next.begins > now()) throw new BadCertificate(`it begins only on ${new Date(next.begins).toISOString()}`)
    use(pair)
    current = next
    saidOn = -1
    log.info({ ends: new Date(next.ends).toISOString() }, 'another certificate is served')
  }
  const check = async (): Promise<void> => {
    try {
      await replace()
      refused = { why: '', times: 0 }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      refused = { why, times: why === refused.why ? refused.times + 1 : 1 }
      // At the second reading: of two files one is replaced first. And once a fault, not every few seconds.
      if (refused.times === 2) log.error({ why }, 'a new certificate was not taken, the one before stays')
    }
    sayEnding()
  }
  sayEnding()
  return { current: () => current, check }
}
