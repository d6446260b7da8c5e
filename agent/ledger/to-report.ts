import { utf8Bytes } from '../../protocol/bytes.ts'
import type { Detection, DetectionReport } from '../../protocol/detection.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { visible } from '../../protocol/text.ts'
import { hourOf } from './hour.ts'

/** Room for the words around a detection in its entry: kind, hour, salt, account. */
const AROUND = 2 * 1024

/**
 * What of a detection may leave: no pid, no host, whole hours, evidence in one order on every look.
 * Where its evidence is too long for an entry, what matched is shortened, the same way each time.
 */
export const toReport = (detection: Detection): DetectionReport => {
  const { pid: _pid, device: _device, host: _host, firstSeen, lastSeen, evidence, ...told } = detection
  const sorted = evidence.toSorted((a, b) => compare(a.indicator, b.indicator) || compare(a.matched, b.matched))
  const within = (mostPieces: number, mostText: number): DetectionReport => ({
    ...told,
    evidence: sorted.slice(0, mostPieces).map(e => ({ ...e, matched: visible(e.matched, mostText) })),
    firstSeen: hourOf(firstSeen),
    lastSeen: hourOf(lastSeen),
  })
  // As long as its canonical form, which only has its keys in another order.
  const fits = (report: DetectionReport): boolean => utf8Bytes(JSON.stringify(report)) <= LIMITS.entryBytes - AROUND
  const whole = within(LIMITS.evidence, LIMITS.path)
  if (fits(whole)) return whole
  const shorter = within(LIMITS.evidence, 128)
  return fits(shorter) ? shorter : within(12, 64)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
