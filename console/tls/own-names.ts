import type { NetworkInterfaceInfo } from 'node:os'
import { LOOPBACK } from '../access/origin.ts'

export type Around = {
  /** Where it listens: a name, an address, or `0.0.0.0` and `::` for all of them. */
  readonly host: string
  readonly publicUrl: string | null
  readonly hostname: string
  readonly interfaces: NodeJS.Dict<readonly NetworkInterfaceInfo[]>
}

const EVERYWHERE = ['0.0.0.0', '::']

/** Whether only this machine can reach what listens there. */
export const isLoopback = (host: string): boolean => LOOPBACK.includes(host) || /^127(\.\d{1,3}){3}$/.test(host)

/** @returns the names and addresses by which this console may be called, the most public first, each once. */
export const ownNames = ({ host, publicUrl, hostname, interfaces }: Around): readonly string[] => {
  const everyAddress = Object.values(interfaces)
    .flatMap(addresses => addresses ?? [])
    // A link-local address means nothing without its interface, which no certificate names.
    .filter(({ internal, address }) => !internal && !address.toLowerCase().startsWith('fe80:'))
    .map(({ address }) => address)
  const called = [
    ...(publicUrl === null ? [] : [new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')]),
    ...(EVERYWHERE.includes(host) ? everyAddress : [host]),
    hostname.toLowerCase(),
    'localhost',
    '127.0.0.1',
    '::1',
  ]
  return [...new Set(called)].filter(name => name !== '')
}
