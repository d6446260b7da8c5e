import type { Platform, Verdict } from '../../policies/decide/words.ts'
import type { Audited } from './for-access.ts'
import type { Head } from './for-intake.ts'
import type { Asked, Page } from './page.ts'

/**
 * Where a device stands with us.
 * `enrolled`: it counts. `pending`: another key of hardware that is known already; stored, and in no number until a
 * person has looked. `revoked`: a person has ended its enrolment. `replaced`: another key of the same hardware was
 * approved in its place. `unenrolled`: it has said goodbye itself.
 */
export const DEVICE_STATES = ['enrolled', 'pending', 'revoked', 'replaced', 'unenrolled'] as const
export type DeviceState = (typeof DEVICE_STATES)[number]

/** What says that a device may not be the one machine that it says it is. */
export const EVIDENCE = ['same-hardware', 'other-hardware', 'connected-in-turns', 'ledger-fork'] as const
export type Evidence = (typeof EVIDENCE)[number]

/** `same-hardware` is about two keys on one machine; all others are about one key on two. */
export type Flag = {
  readonly flag: 'same-hardware' | 'key-in-two-places'
  readonly evidence: Evidence
  /** The other device, where it is about one. */
  readonly other: string | null
  readonly since: number
}

/**
 * What we do not have of a device's ledger: an epoch's entries from `first` on, to `last` at least. Null: nobody knows how
 * many there were, or whether there was one. `erased`: the device's retention was there before they came, and their hashes
 * are all that is left.
 */
export type Gap = {
  readonly epoch: string
  readonly first: number
  readonly last: number | null
  readonly why: 'file-missing' | 'file-damaged' | 'fork' | 'erased'
  readonly at: number
}

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
  | { readonly is: 'refused'; readonly because: 'unknown-token' | 'expired' | 'used-up' | 'another-key' | 'revoked' }

export type Renewal =
  | { readonly is: 'renewed'; readonly again: boolean }
  | { readonly is: 'refused'; readonly because: 'unknown-device' | 'another-key' | 'revoked' }

/** `closed`: devices that may not connect any more since then. */
export type Decided = { readonly closed: readonly string[] }

/** A device as the store knows it; whether it is connected now, only intake knows. */
export type DeviceRow = {
  readonly id: string
  readonly state: DeviceState
  /** Its id until it has said what it is. */
  readonly host: string
  /** Null until it has said what it is. */
  readonly platform: Platform | null
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
  readonly flags: Flag[]
  /** The newest 20, oldest first. */
  readonly gaps: Gap[]
  /** Of its enrolment; null for a device of before this was kept. */
  readonly token: { id: string; name: string } | null
  /** Detections that are running or present. */
  readonly counts: Record<Verdict, number>
  readonly ledger: Head | null
}

export type DeviceFilter = {
  /** Absent: those that are enrolled or pending. */
  readonly state?: DeviceState | 'all' | undefined
  /** Enrolled by this token. */
  readonly token?: string | undefined
  /** Only devices with a flag or a gap. */
  readonly flagged?: boolean | undefined
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
  /**
   * It counts from now on, and what was remarkable about it is settled. Writes the audit row, in one transaction.
   * @param others what becomes of other keys on its hardware: they stay as they are, or this one replaces them.
   * @returns null where there is no such device.
   */
  approve(id: string, others: 'keep' | 'replace', audited: Audited): Promise<Decided | null>
  /** Ends its enrolment: nothing of it is taken any more. Writes the audit row. @returns null where there is none. */
  revoke(id: string, audited: Audited): Promise<Decided | null>
  /** By host and id. */
  devices(filter: DeviceFilter, asked: Asked): Promise<Page<DeviceRow>>
  device(id: string): Promise<DeviceRow | null>
}
