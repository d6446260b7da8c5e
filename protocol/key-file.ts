import { type FormerKey, FormerKeys } from './handshake.ts'

/**
 * A private key as it lies in a file: PEM, and before it a line for each key that it came after. One file, so that both
 * are replaced at once.
 */

const LINE = /^formerly (\S+) (\S+)$/

/** @param pem as `node:crypto` writes it. */
export const keyFile = (formerly: readonly FormerKey[], pem: string): string =>
  [...formerly.map(({ key, signature }) => `formerly ${key} ${signature}`), pem].join('\n')

/** @returns the keys before it, the oldest first; null where a line is none of ours. */
export const formerlyIn = (text: string): FormerKey[] | null => {
  const [before = ''] = text.split('-----BEGIN', 1)
  const lines = before.split('\n').filter(line => line !== '')
  const formerly = lines.map(line => {
    const [, key, signature] = LINE.exec(line) ?? []
    return { key, signature }
  })
  const parsed = FormerKeys.safeParse(formerly)
  return parsed.success ? parsed.data : null
}
