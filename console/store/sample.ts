import { createHash } from 'node:crypto'
import { canonical } from '../../protocol/canonical.ts'
import { CHAIN_START, chainHash } from '../../protocol/chain.ts'
import type { DetectionReport } from '../../protocol/detection.ts'
import { Report } from '../../protocol/report.ts'
import type { Incoming } from './for-intake.ts'

/** Made-up devices and ledgers for tests: everything passes the closed schemas, nothing is random. */

const SALT = 'AAAAAAAAAAAAAAAAAAAAAA'
const HOUR = 3_600_000
/** 2026-11-21, 09:00 UTC. */
export const START = Date.UTC(2026, 10, 21, 9)
export const deviceId = (n: number): string => `d-${n.toString(16).padStart(32, '0')}`
export const epochId = (n: number): string => n.toString(16).padStart(32, 'e')
export const detectionId = (n: number): string => n.toString(16).padStart(16, '0')

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

type Content = Report extends infer R ? (R extends Report ? Omit<R, 'at' | 'salt'> : never) : never

/** Chains reports to entries, from `seq` after `before`. */
export const chained = (
  epoch: string,
  contents: readonly Content[],
  { seq = 1, before = CHAIN_START, at = START }: { seq?: number; before?: string; at?: number } = {},
): Incoming[] => {
  let hash = before
  return contents.map((content, i) => {
    const report = Report.parse({ at, salt: SALT, ...content })
    const body = canonical(report)
    const link = { epoch, seq: seq + i, digest: sha256(body) }
    hash = chainHash(sha256, hash, link)
    return { ...link, body, hash, report }
  })
}

/** What comes after entries that are there already. */
export const following = (
  entries: readonly Incoming[],
  contents: readonly Content[],
  { at = START }: { at?: number } = {},
): Incoming[] => {
  const last = entries.at(-1)
  if (last === undefined) throw new TypeError('nothing to follow')
  return chained(last.epoch, contents, { seq: last.seq + 1, before: last.hash, at })
}

export const began: Content = { kind: 'ledger-began', why: 'first', before: null }

export const described = (host: string, tags: string[] = [], hardware: string | null = null): Content => ({
  kind: 'device-described',
  host,
  platform: 'linux',
  os: 'Debian GNU/Linux',
  osVersion: '12',
  arch: 'x64',
  model: 'ThinkPad X1',
  cpu: 'EPYC',
  cores: 2,
  memory: 24_576,
  agent: '0.1.0',
  tags,
  hardware,
})

export const detection = (n: number, fields: Partial<DetectionReport> = {}): DetectionReport => ({
  id: detectionId(n),
  tool: 'claude-code',
  product: 'claude-code',
  name: 'Claude Code',
  category: 'cli',
  version: '2.1.112',
  verdict: 'banned',
  response: 'notify',
  rule: 'claude-code',
  exception: null,
  next: null,
  state: 'present',
  account: 'lin',
  path: '~/.npm-global/lib/node_modules/@anthropic-ai/claude-code',
  evidence: [
    {
      indicator: 'claude-code/npm',
      kind: 'package',
      strength: 'strong',
      matched: '@anthropic-ai/claude-code 2.1.112',
    },
  ],
  firstSeen: START,
  lastSeen: START,
  ...fields,
})

export const seen = (n: number, fields: Partial<DetectionReport> = {}): Content => ({
  kind: 'detection-seen',
  detection: detection(n, fields),
})
export const changed = (n: number, fields: Partial<DetectionReport> = {}): Content => ({
  kind: 'detection-changed',
  detection: detection(n, fields),
})
export const gone = (n: number): Content => ({ kind: 'detection-gone', detection: detectionId(n) })
export const hours = (n: number): number => START + n * HOUR
