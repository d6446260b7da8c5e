import path from 'node:path'
import * as z from 'zod/mini'
import { DeviceId, Instant } from '../../protocol/fields.ts'
import { PublicKey } from '../../protocol/handshake.ts'
import { readStateFile, writeStateFile } from './state-file.ts'

/** That this key was exchanged for a token once, and with which console. */
export const Enrolled = z.strictObject({
  console: z.string().check(z.maxLength(2_048)),
  device: DeviceId,
  at: Instant,
  /** The console's, since then or since it was last proven; none in a file of before there were such keys. */
  key: z.optional(PublicKey),
  /** The last word to it has been written down: this device reports elsewhere, or nowhere, from now on. */
  left: z.optional(z.literal(true)),
})
export type Enrolled = z.infer<typeof Enrolled>

const fileIn = (stateDir: string): string => path.join(stateDir, 'enrolled.json')

/** @returns null where it was never enrolled, or where the file cannot be read: enrolling again does no harm. */
export const readEnrolled = async (stateDir: string): Promise<Enrolled | null> => {
  const read = await readStateFile(fileIn(stateDir), 8_192)
  if (read.is !== 'read') return null
  try {
    const parsed = Enrolled.safeParse(JSON.parse(read.text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

export const writeEnrolled = (stateDir: string, enrolled: Enrolled): Promise<void> =>
  writeStateFile(fileIn(stateDir), `${JSON.stringify(enrolled)}\n`, 'replace')
