import { createHash } from 'node:crypto'

/** What a secret can look like where it was not to be: itself, and what it becomes by the ways in which texts are written. */
export const formsOf = (secret: string): Buffer[] => {
  const bytes = Buffer.from(secret)
  const digest = createHash('sha256').update(bytes)
  const sha256 = digest.digest()
  const percent = [...bytes].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')
  const texts = [
    secret,
    [...secret].reverse().join(''),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    encodeURIComponent(secret),
    percent,
    percent.toUpperCase(),
    JSON.stringify(secret).slice(1, -1),
    ...inBase64(bytes),
    sha256.toString('hex'),
    sha256.toString('base64').replaceAll('=', ''),
    sha256.toString('base64url'),
  ]
  return [...[...new Set(texts)].map(text => Buffer.from(text)), Buffer.from(secret, 'utf16le'), sha256]
}

/** Wherever in a longer text it stands: what is the same at each of three places, without what its neighbours make of its ends. */
const inBase64 = (bytes: Buffer): string[] =>
  [0, 1, 2].flatMap(before => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const middle = whole.slice(before === 0 ? 0 : 4, Math.floor((before + bytes.length) / 3) * 4)
    return [middle, middle.replaceAll('+', '-').replaceAll('/', '_')]
  })

/** @returns which secrets occur in any form. */
export const foundIn = (haystack: Buffer, secrets: readonly string[]): string[] =>
  secrets.filter(secret => formsOf(secret).some(form => haystack.includes(form)))
