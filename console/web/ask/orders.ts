import type { Device, NewToken } from '../../api/answers.ts'
import { order } from './api.ts'

/** Every order that this application gives. */

const id = encodeURIComponent

/** @param others what becomes of other keys on its machine. */
export const approve = (device: string, others: 'keep' | 'replace'): Promise<Device> =>
  order('POST', `/devices/${id(device)}/approve`, { others })

export const revoke = (device: string): Promise<Device> => order('POST', `/devices/${id(device)}/revoke`)

/** @param ttl ms. @param uses null for no bound. */
export const makeEnrolToken = (asked: {
  readonly name: string
  readonly ttl: number
  readonly uses: number | null
}): Promise<NewToken> => order('POST', '/tokens', { ...asked, role: 'enroll' })

export const revokeToken = (token: string): Promise<void> => order('DELETE', `/tokens/${id(token)}`)
