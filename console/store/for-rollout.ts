import type { Audited } from './for-access.ts'
import type { PolicyInForce } from './for-intake.ts'
import type { Asked, Page } from './page.ts'

export type PolicyRow = {
  readonly policy: string
  readonly serial: number
  readonly digest: string
  readonly publishedAt: number
  readonly publishedBy: string
  readonly inForce: boolean
  /** Devices that have it applied now. */
  readonly appliedBy: number
}

export type ForRollout = {
  /**
   * Makes a text the policy in force: serial is the last one + 1. Policy and audit row in one transaction.
   * @returns its serial.
   */
  publish(policy: Omit<PolicyInForce, 'serial'>, audited: Omit<Audited, 'subject' | 'action'>): Promise<number>
  /** @returns the highest serial, 0 before the first: cheap enough to ask every second. */
  lastSerial(): Promise<number>
  /** Newest first. */
  policies(asked: Asked): Promise<Page<PolicyRow>>
  policy(serial: number): Promise<(PolicyRow & { readonly text: string }) | null>
}
