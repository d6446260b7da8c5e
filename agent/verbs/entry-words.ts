import type { Response, State } from '../../policies/decide/words.ts'
import type { DetectionReport } from '../../protocol/detection.ts'
import type { Report, ReportKind } from '../../protocol/report.ts'
import { serverInWords } from './connection-words.ts'
import { counted, minuteOf } from './dates.ts'

type Names = (detection: string) => string
type Sentences = { readonly [K in ReportKind]: (report: Extract<Report, { kind: K }>, names: Names) => string }

const STATE: Record<State, string> = {
  running: 'running',
  present: 'installed',
  trace: 'only traces of it',
  gone: 'gone',
}
const RESPONSE: Record<Response, string> = {
  observe: 'nobody is told',
  notify: 'a notice is due',
  warn: 'a notice is due, with the day on which it ends',
  block: 'it is stopped',
}
const VIA: Record<Extract<Report, { kind: 'notice-shown' }>['via'], string> = {
  desktop: 'was shown on the desktop',
  terminal: 'was shown in the terminal',
  none: 'could not be shown',
}
const LANGUAGE: Record<Extract<Report, { kind: 'notice-shown' }>['language'], string> = {
  en: 'English',
  zh: 'Chinese',
}
const FOLDED: Record<Extract<Report, { kind: 'folded' }>['what'], string> = {
  started: 'start',
  detection: 'report',
  notice: 'notice',
  condition: "change of the agent's health",
  machine: 'report about this machine',
}
const HOUR = 3_600_000
const BEGAN: Record<Extract<Report, { kind: 'ledger-began' }>['why'], string> = {
  first: 'This ledger began; it is the first on this device.',
  'file-missing': 'This ledger began anew: the file of the one before was missing.',
  'file-damaged': 'This ledger began anew: the file of the one before was damaged, and is kept.',
}

const named = ({ name, version }: DetectionReport): string => (version === null ? name : `${name} ${version}`)
const judged = ({ state, verdict, response }: DetectionReport): string =>
  `${STATE[state]}, ${verdict}; ${RESPONSE[response]}`

/** One sentence a kind, in plain words: what exactly was told about this person and this machine. */
const SENTENCES: Sentences = {
  'ledger-began': ({ why, before }) =>
    before === null ? BEGAN[why] : `${BEGAN[why]} It ended at entry ${before.seq} or later.`,
  enrolled: ({ device, console }) => `This device was enrolled with ${console} as ${device}.`,
  unenrolled: ({ console, why }) =>
    why === 'uninstalled'
      ? `The agent was removed from this device; ${console} was told.`
      : `This device left ${console}: it was set to another console.`,
  'key-renewed': ({ device, key }) => `This device has a new key, ${key}, and is still ${device}.`,
  'device-described': ({ host, os, osVersion, arch, model, cpu, cores, memory, agent, tags, hardware }) =>
    [
      `The device: ${host}, ${os} ${osVersion}, ${arch}`,
      model ?? 'model not known',
      `${cpu ?? 'processor not known'} with ${counted(cores, 'core')}`,
      `${memory} MiB of memory`,
      `agent ${agent}`,
      tags.length === 0 ? 'no tags' : `tags ${tags.join(', ')}`,
      typeof hardware === 'string'
        ? 'and a digest that tells this machine from others, whoever is installed on it.'
        : 'nothing that tells this machine from others.',
    ].join('; '),
  'detection-seen': ({ detection }) => `${named(detection)} was found at ${detection.path}: ${judged(detection)}.`,
  'detection-changed': ({ detection }) => `${named(detection)} changed: ${judged(detection)}.`,
  'detection-gone': ({ detection }, names) => `${names(detection)} is gone.`,
  repeated: ({ detection, count, hour }, names) =>
    `${names(detection)} was started ${counted(count, 'more time')} in the hour from ${minuteOf(hour).slice(11)}.`,
  folded: ({ what, detection, condition, count, first, last }, names) =>
    `Too much came at once, or the disk was full: ${counted(count, FOLDED[what])}${
      detection === undefined ? '' : ` about ${names(detection)}`
    }${condition === undefined ? '' : ` of ${condition}`} stand here as a number, from ${minuteOf(first)} to ${minuteOf(last + HOUR)}.`,
  'notice-shown': ({ detection, via, language }, names) =>
    `A notice about ${names(detection)} ${VIA[via]}, in ${LANGUAGE[language]}.`,
  'policy-applied': ({ policy, serial }) => `The policy ${policy}, serial ${serial}, took effect.`,
  'condition-changed': ({ condition, state, detail }) =>
    state === 'raised'
      ? `The agent's health: ${condition} began${detail === '' ? '' : `: ${detail}`}.`
      : `The agent's health: ${condition} is over.`,
  'mcp-servers-changed': ({ servers, instructionFiles, more }) =>
    [
      servers.length === 0
        ? 'No MCP server is configured here.'
        : `MCP servers configured here: ${servers.map(serverInWords).join('; ')}.`,
      ...(instructionFiles.length === 0 ? [] : [`Files that instruct assistants: ${instructionFiles.join(', ')}.`]),
      ...(more === 0 ? [] : [`${more} more did not fit.`]),
    ].join(' '),
}

/** @param names what a detection was called in an earlier entry. */
export const sentenceOf = <R extends Report>(report: R, names: Names): string => {
  const sentence = SENTENCES[report.kind] as (report: R, names: Names) => string
  return sentence(report, names)
}
