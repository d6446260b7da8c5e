import type { Platform, Verdict } from '../../policies/decide/words.ts'
import type { Audited } from './for-access.ts'
import type { Head } from './for-intake.ts'
import type { Asked, Page } from './page.ts'

/** A device and the key that it has now. Keys are raw Ed25519 public keys, base64url. */
export type Keyed = {
  readonly id: string
  readonly publicKey: string
  /** That gave their word for this one, newest first; the last of all made the id. None for a first key. */
  readonly formerKeys?: readonly string[]
}

export type NewDevice = Keyed & {
  readonly enrolledAt: number
  /** SHA-256 of the enrolment token, 64 hex digits. */
  readonly tokenHash: string
}

export type Enrolment =
  | { readonly is: 'enrolled'; readonly again: boolean; readonly tags: readonly string[] }
  | { readonly is: 'refused'; readonly because: 'unknown-token' | 'expired' | 'used-up' | 'another-key' }

export type Renewal =
  | { readonly is: 'renewed'; readonly again: boolean }
  | { readonly is: 'refused'; readonly because: 'unknown-device' | 'another-key' }

/** A device as the store knows it; whether it is connected now, only intake knows. */
export type DeviceRow = {
  readonly id: string
  readonly host: string
  readonly platform: Platform
  readonly os: string
  readonly osVersion: string
  readonly arch: string
  readonly model: string | null
  readonly cpu: string | null
  readonly cores: number
  /** MiB. */
  readonly memory: number
  readonly agent: string
  /** Of the device's settings and of its enrolment token, sorted. */
  readonly tags: string[]
  readonly enrolledAt: number
  readonly lastSeen: number
  readonly policy: { policy: string; serial: number } | null
  readonly conditions: { condition: string; detail: string; since: number }[]
  /** Detections that are running or present. */
  readonly counts: Record<Verdict, number>
  readonly ledger: Head | null
}

export type DeviceFilter = {
  readonly q?: string | undefined
  readonly platform?: Platform | undefined
  readonly tag?: string | undefined
  /** Only devices with a raised condition. */
  readonly degraded?: boolean | undefined
  /** Last seen before this instant; last seen at it or later. */
  readonly seenBefore?: number | undefined
  readonly seenSince?: number | undefined
  readonly among?: readonly string[] | undefined
  readonly notAmong?: readonly string[] | undefined
}

export type ForFleet = {
  /**
   * Adds a device against a token, counting one use of it, and writes the audit row, in one transaction. A device
   * that is enrolled already stays as it is and uses nothing up, but the token has to be a good one all the same.
   * Its key is replaced where the one that is held is among the former ones.
   */
  enrol(device: NewDevice, audited: Audited): Promise<Enrolment>
  /** Gives a device its new key and writes the audit row, in one transaction. The same new key again changes nothing. */
  renewKey(device: Keyed, audited: Audited): Promise<Renewal>
  /** Devices that have said what they are, by host and id. */
  devices(filter: DeviceFilter, asked: Asked): Promise<Page<DeviceRow>>
  device(id: string): Promise<DeviceRow | null>
}
