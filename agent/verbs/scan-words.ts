import type { Response, State, Verdict } from '../../policies/decide/words.ts'
import type { Detection } from '../../protocol/detection.ts'
import { serverInWords } from './connection-words.ts'
import { counted, dayOf, fromNow } from './dates.ts'
import { evidenceInWords } from './evidence-words.ts'
import { hanging } from './hanging.ts'
import { ink, type Page, wrap } from './page.ts'
import type { Scan } from './scan.ts'

const VERDICT: Record<Verdict, string> = {
  sanctioned: 'the one chosen here',
  allowed: 'allowed here',
  unreviewed: 'not decided on yet',
  banned: 'banned here',
}
const STATE: Record<State, string> = { running: 'running', present: 'installed', trace: 'traces only', gone: 'gone' }
const THEN: Record<Response, string> = {
  observe: 'nothing more happens',
  notify: 'its user is told',
  warn: 'its user is reminded, with the day on which it ends',
  block: 'it no longer starts',
}
const INK = { banned: 'red', unreviewed: 'yellow', allowed: 'green', sanctioned: 'green' } as const

/** Verdicts in the order in which they ask for something to be done. */
const ORDER: readonly Verdict[] = ['banned', 'unreviewed', 'allowed', 'sanctioned']

/** What a scan found, for people: the answer in the first line, then each detection with what proves it. */
export const scanInWords = (scan: Scan, page: Page): string => {
  const real = scan.detections.filter(({ state }) => state !== 'trace')
  const traces = scan.detections.filter(({ state }) => state === 'trace')
  const inOrder = [...real].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))
  return [
    ...answer(real, page),
    ...inOrder.flatMap(detection => ['', ...detailed(detection, scan, page)]),
    ...(traces.length === 0 ? [] : ['', ...inTraces(traces, page)]),
    ...(scan.mcpServers.length === 0 ? [] : ['', ...connected(scan, page)]),
    ...(scan.instructionFiles.length === 0 ? [] : ['', ...instructing(scan, page)]),
    ...(scan.notSeen.length === 0 ? [] : ['', ...unseen(scan, page)]),
  ].join('\n')
}

const answer = (real: readonly Detection[], page: Page): string[] => {
  if (real.length === 0) return ['No AI coding assistant was found.']
  const found = counted(real.length, 'AI coding assistant')
  const banned = [...new Set(real.filter(({ verdict }) => verdict === 'banned').map(({ name }) => name))]
  const rest = banned.length === 0 ? 'none is banned here' : `banned here: ${banned.join(', ')}`
  return [wrap(page, `${found} found; ${rest}.`)]
}

const PAD = 11
const row = (page: Page, label: string, text: string): string => hanging(page, `  ${label.padEnd(PAD)}`, text)

const detailed = (detection: Detection, { sanctioned, at }: Scan, page: Page): string[] => {
  const { name, version, verdict, state, path, inside, account, evidence, next } = detection
  const title = `${name}${version === null ? '' : ` ${version}`}: `
  return [
    `${ink(page, 'bold', title)}${ink(page, INK[verdict], VERDICT[verdict])}, ${STATE[state]}`,
    row(page, 'Found', `${path}${inside === undefined ? '' : `, inside ${inside}`}`),
    row(page, 'Account', account ?? 'everybody'),
    ...evidence.map((each, index) => row(page, index === 0 ? 'Because' : '', evidenceInWords(each))),
    ...(next === null
      ? []
      : [row(page, 'Then', `from ${dayOf(next.at)}, ${fromNow(next.at, at)}, ${THEN[next.response]}`)]),
    ...(verdict === 'banned' ? [row(page, 'Instead', `${sanctioned} is the assistant chosen here`)] : []),
  ]
}

const inTraces = (traces: readonly Detection[], page: Page): string[] => [
  'Only settings are left of these, or something has prepared their place:',
  ...traces.map(({ name, evidence }) => row(page, '', `${name}: ${evidence.map(({ matched }) => matched).join(', ')}`)),
]

const connected = ({ mcpServers }: Scan, page: Page): string[] => [
  'MCP servers that assistants are connected to:',
  ...mcpServers.map(server => row(page, server.account, serverInWords(server))),
]

const instructing = ({ instructionFiles }: Scan, page: Page): string[] => [
  'Files that instruct assistants:',
  ...instructionFiles.map(({ account, path }) => row(page, account, path)),
]

const unseen = ({ notSeen }: Scan, page: Page): string[] => [
  'Not looked at:',
  ...notSeen.map(({ what, why }) => `  ${wrap(page, `${what}: ${why}`, 4)}`),
]
