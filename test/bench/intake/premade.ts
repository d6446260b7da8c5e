import { hash } from 'node:crypto'
import { bodyOf } from '../../../protocol/body.ts'
import { CHAIN_START, chainHash } from '../../../protocol/chain.ts'
import type { Entry, Head } from '../../../protocol/entry.ts'
import type { Report } from '../../../protocol/report.ts'

/** 2026-11-21, 09:00 UTC. */
export const AT = Date.UTC(2026, 10, 21, 9)
/** Assistants that one device has. */
const TOOLS = 30
const SALT = 'AAAAAAAAAAAAAAAAAAAAAA'
const ID = '0123456789abcdef'

const sha256 = (text: string): string => hash('sha256', text)

const began = bodyOf({ kind: 'ledger-began', at: AT, salt: SALT, why: 'first', before: null })

/** A detection as agents report it: an npm package of a company's workstation, with its evidence. */
const templateOf = (state: 'running' | 'present'): string =>
  bodyOf({
    kind: 'detection-changed',
    at: AT,
    salt: SALT,
    account: 'lin',
    detection: {
      id: ID,
      tool: 'claude-code',
      product: 'claude-code',
      name: 'Claude Code',
      category: 'cli',
      version: '2.1.112',
      verdict: 'banned',
      response: 'notify',
      rule: 'claude-code',
      exception: null,
      next: { response: 'warn', at: AT + 86_400_000 },
      state,
      account: 'lin',
      path: '~/.npm-global/lib/node_modules/@anthropic-ai/claude-code',
      evidence: [
        {
          indicator: 'claude-code/npm',
          kind: 'package',
          strength: 'strong',
          matched: '@anthropic-ai/claude-code 2.1.112',
        },
        { indicator: 'claude-code/process', kind: 'process', strength: 'weak', matched: 'claude' },
      ],
      firstSeen: AT,
      lastSeen: AT,
    },
  } satisfies Report)
const TEMPLATES = [templateOf('running'), templateOf('present')]

/**
 * A ledger's next entries, made without asking the schema about each: the clients of a bench must cost little.
 * Every detection changes its state with each turn of the thirty, so that every entry has something to add up to.
 * @param head where they follow; `seq` 0 begins the epoch. @param device keeps the ids of devices apart.
 */
export const entriesAfter = (head: Head, device: number, count: number): Entry[] => {
  let { hash: before } = head
  return Array.from({ length: count }, (_, i) => {
    const seq = head.seq + 1 + i
    const id = (device * TOOLS + (seq % TOOLS)).toString(16).padStart(16, '0')
    const template = TEMPLATES[Math.floor(seq / TOOLS) % TEMPLATES.length] ?? ''
    const body = seq === 1 ? began : template.replace(ID, id)
    const link = { epoch: head.epoch, seq, digest: sha256(body) }
    before = chainHash(sha256, before, link)
    return { ...link, body, hash: before }
  })
}

/** The entry by which an agent says that it has a policy. */
export const policyApplied = (head: Head, news: { policy: string; serial: number; digest: string }): Entry => {
  const { policy, serial, digest: of } = news
  const body = bodyOf({ kind: 'policy-applied', at: AT, salt: SALT, policy, serial, digest: of })
  const link = { epoch: head.epoch, seq: head.seq + 1, digest: sha256(body) }
  return { ...link, body, hash: chainHash(sha256, head.hash, link) }
}

export const emptyLedger = (device: number): Head => ({
  epoch: (device + 1).toString(16).padStart(32, 'e'),
  seq: 0,
  hash: CHAIN_START,
})

export const headOf = (entries: readonly Entry[], before: Head): Head => {
  const last = entries.at(-1)
  return last === undefined ? before : { epoch: last.epoch, seq: last.seq, hash: last.hash }
}
