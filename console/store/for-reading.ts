import type { Response, State, Verdict } from '../../policies/decide/words.ts'
import type { DetectionReport } from '../../protocol/detection.ts'
import type { ListedEntry } from '../../protocol/entry.ts'
import type { Asked, Page } from './page.ts'

export type DetectionRow = DetectionReport & { readonly device: string; readonly host: string }

/** `state` absent: all but `gone`. `device` absent: of devices that are enrolled. `q` is looked for in tool, name, path, account, origin and host, whatever its case. */
export type DetectionFilter = {
  readonly verdict?: Verdict | undefined
  readonly state?: State | 'all' | undefined
  readonly tool?: string | undefined
  readonly product?: string | undefined
  readonly device?: string | undefined
  readonly q?: string | undefined
}

/** Devices on which it is running or present, and those on which it is running. */
export type Use = { readonly devices: number; readonly running: number }
export type ToolUse = Use & { readonly tool: string }
export type ProductUse = Use & { readonly product: string; readonly verdict: Verdict; readonly rule: string | null }

/** An assistant that no entry names, wherever it is running or present. `example`: the detection of it that changed last. */
export type UnknownUse = Use & {
  readonly publisher: string | null
  readonly package: string
  readonly example: DetectionRow
}

/** Of devices that are enrolled; those that wait for a person stand apart. */
export type FleetCounts = {
  readonly devices: number
  /** Of those that are connected. */
  readonly connected: number
  readonly pending: number
  /** Last seen before the given instant. */
  readonly silent: number
  readonly degraded: number
  /** Devices whose ledger forked. */
  readonly forked: number
  /** Devices whose key seems to be in use in two places, by other signs than a fork. */
  readonly twice: number
}

export type VerdictCount = { readonly devices: number; readonly running: number; readonly aWeekAgo: number | null }

export type ForReading = {
  /** Last changed first. */
  detections(filter: DetectionFilter, asked: Asked): Promise<Page<DetectionRow>>
  /** @param device null for whichever device has it. */
  detection(device: string | null, id: string): Promise<DetectionRow | null>
  /** What is held of a device's ledger, epoch after epoch in order of arrival, by seq. */
  entries(device: string, asked: Asked): Promise<Page<ListedEntry>>

  /** @param connected ids. */
  fleetCounts(silentBefore: number, connected?: Iterable<string>): Promise<FleetCounts>
  verdictCounts(now: number): Promise<Record<Verdict, VerdictCount>>
  /** Of detections that are running or present; most devices first. */
  toolUse(): Promise<ToolUse[]>
  productUse(): Promise<ProductUse[]>
  /** By publisher and package; most devices first, at most 500. */
  unknownUse(): Promise<UnknownUse[]>
  /** The 30 days that end with `now`'s, oldest first, from the first that is known; by the day that news arrived. */
  days(now: number): Promise<{ day: number; banned: number; sanctioned: number }[]>
  /** Changes of response that are still to come, next first, at most 20. */
  deadlines(now: number): Promise<{ rule: string; response: Response; at: number; devices: number }[]>
}
