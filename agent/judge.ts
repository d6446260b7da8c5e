import { createHash } from 'node:crypto'
import { conclude } from '../policies/decide/conclude.ts'
import { evaluate } from '../policies/decide/evaluate.ts'
import type { Circumstances, Decision, DeviceFacts, History, State } from '../policies/decide/words.ts'
import type { Catalog } from '../policies/language/catalog-entry.ts'
import type { Policy } from '../policies/language/policy.ts'
import type { Detection } from '../protocol/detection.ts'
import { LIMITS } from '../protocol/limits.ts'
import { visible } from '../protocol/text.ts'
import type { Finding, Origin } from './identify/finding.ts'
import { hourOf } from './ledger/hour.ts'
import type { Home } from './sensors/observation.ts'

/** A detection with the decision that made it, for those who act on it or explain it. */
export type Judged = {
  readonly detection: Detection
  readonly decision: Decision
  readonly finding: Finding
}

export type Judgement = {
  readonly findings: readonly Finding[]
  readonly policy: Policy
  readonly catalog: Catalog
  readonly homes: readonly Home[]
  readonly device: DeviceFacts
  readonly history: (detection: string) => History | null
  /** When the tool was first seen for the account, wherever it lay: a copy elsewhere starts no new clock. */
  readonly firstSeen: (tool: string, account: string | null) => number | null
  readonly circumstances: Circumstances
  readonly now: number
}

/** 16 hex digits that name one tool in one place for one account of one device, on every look the same. */
export const detectionId = (device: string, finding: Finding): string =>
  createHash('sha256')
    .update([device, finding.account ?? '', finding.tool, finding.install].join('\0'))
    .digest('hex')
    .slice(0, 16)

/** What was never seen before is first seen in this hour, as the ledger will have it: deadlines are whole hours too. */
const fresh = (now: number): History => ({
  firstSeen: hourOf(now),
  noticesShown: 0,
  lastNotice: null,
  deferralsUsed: 0,
  deferredUntil: null,
  pausedFor: 0,
  disputedSince: null,
})

/** Findings -> what is so, and what follows of it. Findings that prove nothing and tools unknown to the catalog fall out. */
export const judge = (given: Judgement): Judged[] =>
  given.findings.flatMap(finding => {
    const entry = given.catalog.get(finding.tool)
    const conclusion = conclude(finding.evidence)
    if (entry === undefined || conclusion.is === 'nothing') return []
    const state: State = conclusion.is === 'trace' ? 'trace' : finding.process === null ? 'present' : 'running'
    const id = detectionId(given.device.id, finding)
    const history = given.history(id) ?? fresh(given.now)
    // What no entry names is another tool each time: what was seen of one starts no clock of the next.
    const before = finding.origin === undefined ? given.firstSeen(entry.tool, finding.account) : null
    const clock = Math.min(history.firstSeen, before ?? given.now)
    const decision = evaluate(
      given.policy,
      {
        tool: entry.tool,
        product: entry.product,
        category: entry.category,
        account: finding.account,
        state,
        sha256: finding.sha256,
        signer: finding.signer ?? null,
      },
      { ...history, firstSeen: clock },
      given.device,
      given.circumstances,
      given.now,
    )
    const detection: Detection = {
      id,
      tool: entry.tool,
      product: entry.product,
      name: visible(nameOf(entry.name, finding.origin), LIMITS.name),
      category: entry.category,
      version: finding.version === null ? null : visible(finding.version, LIMITS.name),
      verdict: decision.verdict,
      response: decision.response,
      rule: decision.because.rule,
      exception: decision.exception,
      next: decision.next,
      state,
      account: finding.account === null ? null : visible(finding.account, LIMITS.name),
      path: shownPath(finding, given.homes),
      ...(finding.inside === null ? {} : { inside: visible(finding.inside, LIMITS.name) }),
      ...(finding.process === null ? {} : { pid: finding.process.pid }),
      ...(finding.sha256 === null ? {} : { sha256: finding.sha256 }),
      ...(finding.origin === undefined ? {} : { origin: shownOrigin(finding.origin) }),
      evidence: finding.evidence.slice(0, LIMITS.evidence).map(e => ({
        indicator: e.indicator,
        kind: e.kind,
        strength: e.strength,
        matched: visible(e.matched, LIMITS.path),
      })),
      firstSeen: history.firstSeen,
      lastSeen: given.now,
    }
    return [{ detection, decision, finding }]
  })

/** People know an assistant by its own name, also where the catalog does not. */
const nameOf = (entry: string, origin: Origin | undefined): string =>
  origin === undefined ? entry : `${origin.package} (${entry.toLowerCase()})`

const shownOrigin = ({ publisher, package: name }: Origin): Detection['origin'] => ({
  publisher: publisher === null ? null : visible(publisher, LIMITS.name),
  package: visible(name, LIMITS.name),
})

const shownPath = (finding: Finding, homes: readonly Home[]): string => {
  const home = homes.find(h => h.account === finding.account && finding.install.startsWith(`${h.home}/`))
  const path = home === undefined ? finding.install : `~${finding.install.slice(home.home.length)}`
  return visible(path, LIMITS.path)
}
