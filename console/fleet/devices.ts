import type { Platform } from '../../policies/decide/words.ts'
import { Refusal } from '../refusal.ts'
import type { DeviceRow, DeviceState, ForFleet } from '../store/for-fleet.ts'
import type { Asked, Page } from '../store/page.ts'
import { type Contact, contactOf, filterOf } from './contact.ts'

export type Fleet = {
  readonly store: ForFleet
  readonly now: () => number
  /** Devices whose agents are connected now. */
  readonly connected: () => ReadonlySet<string>
}

export type DeviceAnswer = DeviceRow & { readonly contact: Contact }

export type DevicesAsked = {
  readonly q?: string | undefined
  readonly platform?: Platform | undefined
  readonly tag?: string | undefined
  readonly degraded?: boolean | undefined
  readonly state?: DeviceState | 'all' | undefined
  readonly flagged?: boolean | undefined
  readonly token?: string | undefined
  readonly contact?: Contact | undefined
}

export const listDevices = async (
  { store, now, connected }: Fleet,
  { contact, ...filter }: DevicesAsked,
  asked: Asked,
): Promise<Page<DeviceAnswer>> => {
  const at = now()
  const inContact = contact === undefined ? {} : filterOf(contact, connected(), at)
  const page = await store.devices({ ...filter, ...inContact }, asked)
  return { ...page, items: page.items.map(row => ({ ...row, contact: contactOf(row, connected(), at) })) }
}

/** @throws Refusal `not-found`. */
export const showDevice = async ({ store, now, connected }: Fleet, id: string): Promise<DeviceAnswer> => {
  const row = await store.device(id)
  if (row === null) throw new Refusal('not-found', 'There is no such device: look it up in the list of devices.')
  return { ...row, contact: contactOf(row, connected(), now()) }
}
