import path from 'node:path'
import * as z from 'zod/mini'
import { Serial, Sha256, Slug } from '../../protocol/fields.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { readStateFile, writeStateFile } from './state-file.ts'

/** The last policy that was accepted, and from which console. `serial` counts within that console. */
export const StoredPolicy = z.strictObject({
  console: z.string().check(z.maxLength(2_048)),
  policy: Slug,
  serial: Serial,
  digest: Sha256,
  text: z.string().check(z.maxLength(LIMITS.policyBytes)),
})
export type StoredPolicy = z.infer<typeof StoredPolicy>

/** JSON takes up to six bytes for one. */
const MOST_BYTES = 6 * LIMITS.policyBytes + 8_192
const truth = (stateDir: string): string => path.join(stateDir, 'policy.json')

/**
 * `policy.json` alone is the truth, since one file can be replaced at once and two cannot. `policy.yaml` is the same
 * text for people and for `scan`.
 */
export const writePolicy = async (stateDir: string, stored: StoredPolicy): Promise<void> => {
  await writeStateFile(truth(stateDir), `${JSON.stringify(stored)}\n`, 'replace')
  await writeStateFile(path.join(stateDir, 'policy.yaml'), stored.text, 'replace')
}

/** @returns null where there is none yet, or where the file does not hold what was written: then one is asked for anew. */
export const readPolicyFile = async (
  stateDir: string,
  digest: (text: string) => string,
): Promise<StoredPolicy | null> => {
  const read = await readStateFile(truth(stateDir), MOST_BYTES)
  if (read.is !== 'read') return null
  try {
    const parsed = StoredPolicy.safeParse(JSON.parse(read.text))
    return parsed.success && digest(parsed.data.text) === parsed.data.digest ? parsed.data : null
  } catch {
    return null
  }
}
