import { utf8Bytes } from '../../protocol/bytes.ts'
import type { PolicyNews } from '../../protocol/frames.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { PolicyInForce } from '../store/for-intake.ts'
import type { IntakeLog } from './say.ts'

/** @returns the policy as a frame; null where there is none, or where agents would refuse the frame for its size. */
export const policyFrame = (stored: PolicyInForce | null, log: IntakeLog): PolicyNews | null => {
  if (stored === null) return null
  const { policy, serial, digest, text } = stored
  const frame: PolicyNews = { type: 'policy', policy, serial, digest, text }
  const bytes = utf8Bytes(JSON.stringify(frame))
  if (bytes <= LIMITS.frameBytes) return frame
  log.error({ policy, serial, bytes }, 'policy too large for a frame: agents keep the one before')
  return null
}
