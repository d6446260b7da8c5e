import type { Arriving } from '../store/for-intake.ts'

/** What the rest of the console may want to tell its browsers. `id` is that of a device or of a detection. */
export type IntakeNews = { readonly changed: 'devices' | 'detections'; readonly id: string }

/** What a stored batch changed, each thing once. */
export const newsOf = (device: string, stored: readonly Arriving[]): IntakeNews[] => {
  const detections = new Set<string>()
  for (const { report } of stored)
    if (report !== null && 'detection' in report && report.detection !== undefined)
      detections.add(typeof report.detection === 'string' ? report.detection : report.detection.id)
  return [{ changed: 'devices', id: device }, ...Array.from(detections, id => ({ changed: 'detections' as const, id }))]
}
