import type { DeviceRow } from '../store/for-fleet.ts'
import type { DetectionRow } from '../store/for-reading.ts'
import type { Asked, Key, Page } from '../store/page.ts'
import type { Columns } from './csv.ts'

/** Rows that are read from the store at once. */
const SLICE = 500

/** Every row of a list, page after page. */
export async function* allOf<T>(ask: (asked: Asked) => Promise<Page<T>>): AsyncGenerator<T> {
  let after: Key | null = null
  do {
    const page: Page<T> = await ask({ after, limit: SLICE })
    yield* page.items
    after = page.next
  } while (after !== null)
}

const instant = (at: number): string => new Date(at).toISOString()

export const DETECTION_COLUMNS: Columns<DetectionRow> = {
  host: row => row.host,
  account: row => row.account,
  product: row => row.product,
  tool: row => row.tool,
  name: row => row.name,
  version: row => row.version,
  verdict: row => row.verdict,
  response: row => row.response,
  'next response': row => row.next?.response ?? null,
  'next at': row => (row.next === null ? null : instant(row.next.at)),
  rule: row => row.rule,
  exception: row => row.exception,
  state: row => row.state,
  path: row => row.path,
  inside: row => row.inside ?? null,
  publisher: row => row.origin?.publisher ?? null,
  package: row => row.origin?.package ?? null,
  evidence: row => row.evidence.map(({ indicator, matched }) => `${indicator}: ${matched}`).join(' | '),
  'first seen': row => instant(row.firstSeen),
  'last seen': row => instant(row.lastSeen),
  sha256: row => row.sha256 ?? null,
  device: row => row.device,
  detection: row => row.id,
}

export const DEVICE_COLUMNS: Columns<DeviceRow & { readonly contact: string }> = {
  host: row => row.host,
  state: row => row.state,
  contact: row => row.contact,
  platform: row => row.platform,
  os: row => row.os,
  'os version': row => row.osVersion,
  arch: row => row.arch,
  model: row => row.model,
  agent: row => row.agent,
  tags: row => row.tags.join(' '),
  policy: row => row.policy?.policy ?? null,
  serial: row => row.policy?.serial ?? null,
  conditions: row => row.conditions.map(({ condition }) => condition).join(' '),
  'enrolled at': row => instant(row.enrolledAt),
  'last seen': row => instant(row.lastSeen),
  device: row => row.id,
}
