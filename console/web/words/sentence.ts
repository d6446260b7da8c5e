import type { DetectionFilter } from '../ask/detection-filter.ts'
import type { DeviceFilter } from '../ask/device-filter.ts'

/** Where a figure in a sentence leads. */
export type Target =
  | { readonly page: '/detections'; readonly search: DetectionFilter }
  | { readonly page: '/devices'; readonly search: DeviceFilter }
  | { readonly page: '/tools'; readonly search: Record<string, never> }
  | { readonly page: '/policy'; readonly search: Record<string, never> }

export type Linked = { readonly text: string; readonly target: Target }
/** A sentence as data: words, and the figures in it as links. */
export type Sentence = readonly (string | Linked)[]

export const linked = (text: string, target: Target): Linked => ({ text, target })

/** @returns the sentence as one text. */
export const plain = (sentence: Sentence): string =>
  sentence.map(part => (typeof part === 'string' ? part : part.text)).join('')
