import type { Generated, Kysely, Transaction } from 'kysely'
import type { Platform, Response, State, Verdict } from '../../policies/decide/words.ts'
import type { Audited, Role, TokenRole } from './for-access.ts'
import type { DeviceState, Evidence, Gap } from './for-fleet.ts'

/** The tables as queries see them. Instants are ms since the Unix epoch, flags 0 or 1, lists JSON. */

export type DeviceTable = {
  id: string
  publicKey: string
  enrolledAt: number
  lastSeen: number
  /** Tags of the token that enrolled it; those of its settings come with its description. */
  tokenTags: string
  state: DeviceState
  /** What it said last of its hardware; null where it could not tell, or did not yet. */
  hardware: string | null
  /** The token that enrolled it, and what it was called; the token itself may be revoked since. */
  token: string | null
  tokenName: string | null
  /** Its id until the device has said what it is. */
  host: string | null
  /** Null until then, as are all columns down to `agent`. */
  platform: Platform | null
  os: string | null
  osVersion: string | null
  arch: string | null
  model: string | null
  cpu: string | null
  cores: number | null
  memory: number | null
  agent: string | null
  /** Host, model and id in lower case, for the search. */
  search: string
  policy: string | null
  policySerial: number | null
  /** The epoch that it wrote to last. */
  epoch: string | null
}

export type Tables = {
  device: DeviceTable
  deviceTag: { device: string; tag: string }
  condition: { device: string; condition: string; detail: string; since: number }
  /** The permanent high-water mark of each epoch; `place` counts a device's epochs from 1. */
  ledgerHead: { device: string; epoch: string; place: number; seq: number; hash: string }
  entry: {
    device: string
    place: number
    seq: number
    at: number
    kind: string
    account: string | null
    /** Null once retention has erased it, at `erasedOn`. */
    body: string | null
    digest: string
    hash: string
    receivedAt: number
    erasedOn: number | null
  }
  fork: { device: string; epoch: string; seq: number; held: string; sent: string; at: number }
  /** `other`: the id of another device where the evidence is about one, else empty. */
  flag: { device: string; evidence: Evidence; other: string; since: number }
  /** As `Gap` has it. */
  gap: { device: string; epoch: string; first: number; last: number | null; why: Gap['why']; at: number }
  detection: {
    device: string
    id: string
    tool: string
    product: string
    verdict: Verdict
    rule: string | null
    state: State
    nextResponse: Response | null
    nextAt: number | null
    firstSeen: number
    lastSeen: number
    /** Of an assistant that no entry names; both null of all others. */
    originPublisher: string | null
    originPackage: string | null
    /** The DetectionReport as it was last sent; `state`, `firstSeen` and `lastSeen` stand in their columns. */
    body: string
    search: string
    /** Counts changes of all devices: the order of the list. */
    change: number
  }
  /** How many detections of a verdict are running or present on a device, and the last day on which it had one. */
  deviceVerdict: { device: string; verdict: Verdict; open: number; lastDay: number }
  /** Per day and verdict: devices that had one that day, and those that had one at its end. */
  dayCount: { day: number; verdict: Verdict; had: number; atEnd: number }
  policy: {
    serial: number
    policy: string
    digest: string
    text: string
    publishedAt: number
    publishedBy: string
  }
  token: {
    id: string
    name: string
    role: TokenRole
    hash: string
    tags: string
    createdAt: number
    createdBy: string
    expiresAt: number
    uses: number | null
  }
  signInLink: { hash: string; name: string; role: Role; expiresAt: number; usedAt: number | null }
  session: { hash: string; name: string; role: Role; expiresAt: number }
  audit: { id: Generated<number>; at: number; who: string; action: Audited['action']; subject: string }
}

export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>
