import type { DeviceFilter } from '../store/for-fleet.ts'

export const CONTACTS = ['connected', 'away', 'silent'] as const
export type Contact = (typeof CONTACTS)[number]

/** A device that is not connected is away; after this long without a word, ms, it is silent. */
export const SILENT_AFTER = 24 * 3_600_000

export const contactOf = (
  device: { readonly id: string; readonly lastSeen: number },
  connected: ReadonlySet<string>,
  now: number,
): Contact => {
  if (connected.has(device.id)) return 'connected'
  return device.lastSeen >= now - SILENT_AFTER ? 'away' : 'silent'
}

/** Which rows of the store are in that state of contact. */
export const filterOf = (contact: Contact, connected: ReadonlySet<string>, now: number): DeviceFilter =>
  contact === 'connected'
    ? { among: [...connected] }
    : contact === 'away'
      ? { notAmong: [...connected], seenSince: now - SILENT_AFTER }
      : { notAmong: [...connected], seenBefore: now - SILENT_AFTER }
