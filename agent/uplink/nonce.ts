import { randomBytes } from 'node:crypto'

/** 32 bytes that were never said before, base64url: what is signed with them is no old answer. */
export const newNonce = (): string => randomBytes(32).toString('base64url')
