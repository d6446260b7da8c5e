import type { Report, ReportKind } from '../../../protocol/report.ts'
import { sentenceCase } from './count.ts'

type Told = { readonly [K in ReportKind]: (report: Extract<Report, { kind: K }>) => string }

const LANGUAGE = { en: 'English', zh: 'Chinese' } as const
const VIA = {
  desktop: 'on the desktop',
  terminal: 'on the terminal',
  none: 'nowhere: there was no place for it',
} as const

const FOLDED = {
  started: 'Starts',
  detection: 'Reports of a detection',
  notice: 'Notices',
  condition: 'Changes of health',
  machine: 'Reports of the machine',
} as const

const called = ({ name, version }: { name: string; version: string | null }): string =>
  version === null ? name : `${name} ${version}`

/** What an entry of a device's ledger tells. */
const TELLS: Told = {
  'ledger-began': ({ why }) =>
    why === 'first' ? 'The ledger began' : `The ledger began anew: ${why.replace('-', ' ')}`,
  enrolled: () => 'The device enrolled',
  unenrolled: ({ why }) =>
    why === 'uninstalled' ? 'The agent was removed from the device' : 'The device left for another console',
  'key-renewed': () => 'The device has a new key',
  'device-described': ({ host }) => `The device described itself: ${host}`,
  'detection-seen': ({ detection }) => `Seen first: ${called(detection)}`,
  'detection-changed': ({ detection }) => `Changed: ${called(detection)}, ${detection.state}`,
  'detection-gone': () => 'Gone from the device',
  repeated: ({ count }) => `Started ${count === 1 ? 'once more' : `${count} more times`} within the hour`,
  folded: ({ what, count }) => `${FOLDED[what]} folded into one count: ${count}`,
  'notice-shown': ({ via, language }) => `Notice shown ${VIA[via]}, in ${LANGUAGE[language]}`,
  'policy-applied': ({ policy, serial }) => `Policy applied: ${policy}, serial ${serial}`,
  'mcp-servers-changed': ({ servers, instructionFiles, more }) => {
    const files = instructionFiles.length
    const also = files === 0 ? '' : `; ${files === 1 ? 'a file instructs' : `${files} files instruct`} assistants`
    const names = servers.map(({ name, configOf }) => `${name} (${configOf})`).join(', ')
    return `MCP servers: ${names === '' ? 'none' : names}${also}${more === 0 ? '' : `; ${more} more`}`
  },
  'condition-changed': ({ condition, state }) => `Health: ${condition.replaceAll('-', ' ')} ${state}`,
}

const tell = <K extends ReportKind>(kind: K, report: Extract<Report, { kind: K }>): string => TELLS[kind](report)

/**
 * @param body as it was received; null where it was erased or withheld.
 * @returns what it tells, or its bare kind where nothing more can be read.
 */
export const entryWords = (kind: string, body: string | null): string => {
  const bare = sentenceCase(kind.replaceAll('-', ' '))
  if (body === null || !Object.hasOwn(TELLS, kind)) return bare
  try {
    return tell(kind as ReportKind, JSON.parse(body) as never)
  } catch {
    return bare
  }
}

/** @returns a body as JSON that can be read, or as it is where it is none. */
export const bodyText = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
