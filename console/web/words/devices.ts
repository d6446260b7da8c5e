import type { Device } from '../../api/answers.ts'
import type { DeviceFilter } from '../ask/device-filter.ts'
import { figure, listed, many } from './count.ts'
import { PLATFORM_WORD } from './verdict.ts'

type Seen = Pick<Device, 'state' | 'contact' | 'counts'>

/** The sentence above the list. `more`: the list goes on beyond what was read. */
export const devicesHeadline = (rows: readonly Seen[], filter: DeviceFilter, more: boolean): string => {
  if (rows.length === 0)
    return Object.keys(filter).length === 0 ? 'No device has enrolled yet.' : 'No device fits these filters.'
  if (filter.state !== undefined && filter.state !== 'all')
    return `${more ? 'More than ' : ''}${many(rows.length, 'device')} ${OF_STATE[filter.state]}.`
  const waits = rows.filter(({ state }) => state === 'pending').length
  const waiting = waits === 0 ? '' : ` ${figure(waits)} ${waits === 1 ? 'waits' : 'wait'} to be approved.`
  return `${theFleet(rows, filter, more)}${waiting}`
}

const OF_STATE = {
  pending: 'to approve',
  revoked: 'whose enrolment was revoked',
  replaced: 'that a newer key has replaced',
  unenrolled: 'that said goodbye',
} as const

const theFleet = (rows: readonly Seen[], filter: DeviceFilter, more: boolean): string => {
  if (more) return `More than ${many(rows.length, 'device')}.`
  const banned = rows.filter(({ counts }) => counts.banned > 0).length
  if (rows.length === 1 && filter.contact === undefined)
    return `One device, ${rows[0]?.contact}; it has ${banned === 0 ? 'no' : 'a'} banned assistant.`
  const has = banned === 0 ? 'none with a banned assistant' : `${figure(banned)} with a banned assistant`
  if (filter.contact !== undefined) return `${many(rows.length, `${filter.contact} device`)}, ${has}.`
  const parts = (['connected', 'away', 'silent'] as const)
    .map(contact => [rows.filter(row => row.contact === contact).length, contact] as const)
    .filter(([count]) => count > 0)
  const only = parts.length === 1 ? parts[0] : undefined
  const contacts =
    only === undefined ? listed(parts.map(([count, contact]) => `${figure(count)} ${contact}`)) : `all ${only[1]}`
  return `${many(rows.length, 'device')}: ${contacts}; ${has}.`
}

/** @returns `Debian 12 on x64`. */
export const systemWords = (device: Pick<Device, 'platform' | 'os' | 'osVersion' | 'arch'>): string =>
  device.platform === null
    ? 'Not told yet'
    : device.os === ''
      ? PLATFORM_WORD[device.platform]
      : `${device.os} ${device.osVersion}`.trim()

/** Whether a device goes by the policy in force. */
export const policyStanding = (applied: Device['policy'], inForce: number | null): string => {
  if (applied === null) return 'None yet'
  if (inForce === null || applied.serial === inForce) return `Serial ${applied.serial}, in force`
  return `Serial ${applied.serial}, ${inForce - applied.serial} behind`
}

/** Slugs of conditions, readable. */
export const conditionWords = (condition: string): string =>
  `${condition.slice(0, 1).toUpperCase()}${condition.slice(1).replaceAll('-', ' ')}`
