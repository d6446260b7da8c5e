import type { Retention } from '../../protocol/retention.ts'

export type ForRetention = {
  /**
   * Erases bodies that are older than their kind is kept, a bounded number at a time; digests and hashes stay, so the
   * chain still proves itself. What is kept of detections that have been gone for so long goes with them.
   * @param kept how long, ms. @param most bodies in one transaction.
   * @returns how many bodies were erased; `most` means that there may be more.
   */
  erase(kept: Retention, now: number, most: number): Promise<number>
}
