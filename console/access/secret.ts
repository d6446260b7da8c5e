import { createHash } from 'node:crypto'

/** @returns that many random bytes. Handed in, so that a test can know them. */
export type Random = (bytes: number) => Uint8Array

/** 32 random bytes, base64url, 43 characters: nothing that can be guessed, so a plain digest of it may be stored. */
export const newSecret = (random: Random): string => Buffer.from(random(32)).toString('base64url')

/** @returns the SHA-256 of a secret, 64 hex digits: all that the store ever holds of it. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** A short name for something, 16 hex digits. */
export const newId = (random: Random): string => Buffer.from(random(8)).toString('hex')
