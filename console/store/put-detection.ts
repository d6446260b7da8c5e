import type { State } from '../../policies/decide/words.ts'
import type { DetectionReport } from '../../protocol/detection.ts'
import { countChange } from './day-count.ts'
import type { DetectionStanding, DeviceStanding, Standing } from './standing.ts'

const isOpen = (state: State): boolean => state === 'running' || state === 'present'

/** A detection was seen or has changed. Its first sighting never moves forward, whatever the device remembers. */
export const putDetection = (standing: Standing, device: DeviceStanding, report: DetectionReport, at: number): void => {
  const before = device.detections.get(report.id)
  device.detections.set(report.id, {
    verdict: report.verdict,
    state: report.state,
    firstSeen: Math.min(report.firstSeen, before?.firstSeen ?? report.firstSeen),
    lastSeen: Math.max(report.lastSeen, before?.lastSeen ?? 0),
    nextResponse: report.next?.response ?? null,
    nextAt: report.next?.at ?? null,
    change: ++standing.change,
    report,
    changed: true,
  })
  const was = before !== undefined && isOpen(before.state) ? before.verdict : null
  const is = isOpen(report.state) ? report.verdict : null
  if (was === is) return
  if (was !== null) countChange(standing, device, was, -1, at)
  if (is !== null) countChange(standing, device, is, 1, at)
}

/** It was started again in that hour. */
export const repeatDetection = (device: DeviceStanding, id: string, hour: number): void => {
  const known = device.detections.get(id)
  if (known === undefined || known.lastSeen >= hour) return
  known.lastSeen = hour
  known.changed = true
}

/** A detection of the device is gone. */
export const closeDetection = (standing: Standing, device: DeviceStanding, id: string, at: number): void => {
  const known = device.detections.get(id)
  if (known !== undefined) close(standing, device, known, at)
}

/** All that are known of the device are gone. */
export const closeAll = (standing: Standing, device: DeviceStanding, at: number): void => {
  for (const known of device.detections.values()) close(standing, device, known, at)
}

const close = (standing: Standing, device: DeviceStanding, known: DetectionStanding, at: number): void => {
  if (known.state === 'gone') return
  if (isOpen(known.state)) countChange(standing, device, known.verdict, -1, at)
  known.state = 'gone'
  known.nextResponse = null
  known.nextAt = null
  known.change = ++standing.change
  known.changed = true
}
