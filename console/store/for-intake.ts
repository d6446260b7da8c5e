import type { Entry } from '../../protocol/entry.ts'
import type { Report } from '../../protocol/report.ts'
import type { DeviceState } from './for-fleet.ts'

/** Where a ledger stands: the last entry that is stored of an epoch. `seq` is at least 1. */
export type Head = { readonly epoch: string; readonly seq: number; readonly hash: string }

/** An entry that passed the door: `report` is its body, parsed by the closed schema. */
export type Incoming = Entry & { readonly report: Report }
/** An entry whose body the device has erased: its place in the chain, and a gap. */
export type Erased = Omit<Entry, 'body'> & { readonly body: null; readonly report: null }
export type Arriving = Incoming | Erased

/** The policy in force, as it is sent to agents. `digest` is the SHA-256 of `text`. */
export type PolicyInForce = {
  readonly policy: string
  readonly serial: number
  readonly digest: string
  readonly text: string
}

/**
 * Why entries were not stored. Nothing of the batch is stored then.
 * `fork`: an entry of that epoch and seq is stored already with another hash (it is written down as a fork).
 * `out-of-order`: it neither follows the head nor is stored already; `seq` is the one that was expected.
 * `broken-chain`: its digest is not that of its body, or its hash does not follow from the hash before it.
 * `unknown-device`: no such device is enrolled. `revoked`: it was, and is no more.
 */
export type RefusalCode = 'fork' | 'out-of-order' | 'broken-chain' | 'unknown-device' | 'revoked'

/** Thrown by `appendEntries`. */
export class AppendRefused extends Error {
  override readonly name = 'AppendRefused'
  readonly code: RefusalCode
  readonly seq: number
  constructor(code: RefusalCode, seq: number) {
    super(`entry ${seq}: ${code}`)
    this.code = code
    this.seq = seq
  }
}

/** The next entries of one device: all of one epoch, in order of seq. */
export type Batch = { readonly device: string; readonly entries: readonly Arriving[]; readonly receivedAt: number }

/** What became of a batch: `head` is what may be acknowledged, `seq` the first entry that was not taken. */
export type Appended =
  | { readonly is: 'stored'; readonly head: Head }
  | { readonly is: 'refused'; readonly code: RefusalCode; readonly seq: number }

/** What intake asks of the store. All instants are ms since the Unix epoch, by the console's clock. */
export type ForIntake = {
  /** @returns the device's raw Ed25519 public key (32 bytes, base64url, 43 characters), null for a device that is not enrolled. */
  deviceKey(device: string): Promise<string | null>
  /** @returns its key and where it stands with us, in one question; null for a device that never enrolled. */
  admission(device: string): Promise<{ readonly publicKey: string; readonly state: DeviceState } | null>
  /** @returns the head of the epoch that the device wrote to last, null where nothing is stored yet. */
  latestHead(device: string): Promise<Head | null>
  /** @returns the head of one epoch, null for an epoch that is new here. */
  headOf(device: string, epoch: string): Promise<Head | null>
  /**
   * Stores batches of many devices and what they add up to (device, conditions, detections, counts of the day) in one
   * transaction; durable once it resolves. Entries that are stored already with the same hash are skipped; a new epoch
   * begins with seq 1. Nothing of a batch that is refused is stored, and the others are none the worse for it.
   * @returns an answer for each batch, in their order. @throws when nothing of them all is stored.
   */
  appendMany(batches: readonly Batch[]): Promise<readonly Appended[]>
  /** One batch alone. @returns the head after it. @throws AppendRefused. */
  appendEntries(device: string, entries: readonly Arriving[], receivedAt: number): Promise<Head>
  /**
   * Writes down that the device's ledger holds another entry at `seq` than is stored here; once for each place.
   * @param fork `sent` is the device's hash there, null where its ledger does not reach so far.
   */
  noteFork(
    device: string,
    fork: { readonly epoch: string; readonly seq: number; readonly sent: string | null },
    at: number,
  ): Promise<void>
  /** Two connections of its key have ousted each other, each alive: once, until a person has settled it. */
  noteTurns(device: string, at: number): Promise<void>
  /** @returns when each detection of the device was first seen, for a device whose file was lost; at most 1,000, oldest first. */
  firstSightings(device: string): Promise<{ readonly detection: string; readonly at: number }[]>
  /** @returns the policy with the highest serial, null before the first. */
  policyInForce(): Promise<PolicyInForce | null>
  /** A sign of life. Never moves backwards. */
  touched(device: string, at: number): Promise<void>
  /** Signs of life of many devices, in one transaction. */
  touchedAll(signs: readonly { readonly device: string; readonly at: number }[]): Promise<void>
}
