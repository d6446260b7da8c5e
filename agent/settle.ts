import type { Circumstances, DeviceFacts } from '../policies/decide/words.ts'
import type { Finding } from './identify/finding.ts'
import { type Judged, judge } from './judge.ts'
import { changes, type RunningOne } from './ledger/changes.ts'
import { hourOf } from './ledger/hour.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { InForce } from './read-in-force.ts'
import type { Home } from './sensors/observation.ts'

export type SettleOptions = {
  readonly device: DeviceFacts
  readonly circumstances: () => Circumstances
  readonly ledger: Pick<Ledger, 'known' | 'history' | 'firstSeen' | 'recordAll' | 'repeat'>
  readonly now: () => number
}

export type Found = {
  readonly findings: readonly Finding[]
  readonly inForce: InForce
  readonly homes: readonly Home[]
  /** `changed`: only tools of which something else is found than before. Time and policy concern all. */
  readonly which: 'all' | 'changed'
  /** Absent: all that is there was looked at. */
  readonly partial?: boolean
}

/** Which tools were judged, and which detections run that did not, or in another process. */
export type News = { readonly tools: ReadonlySet<string>; readonly started: ReadonlySet<string> }

export type Settling = {
  /**
   * Judges what is found and writes down what is new. Nothing of it may be done before this returns.
   * @throws what the ledger throws; then nothing counts as told, and the next call tells it.
   */
  readonly settle: (found: Found) => News
  readonly judged: () => readonly Judged[]
}

type Tool = { readonly found: string; readonly judged: readonly Judged[] }

/** No rule joins what is found of one tool with another's, so a start costs what its own tools cost. */
export const openSettling = ({ device, circumstances, ledger, now }: SettleOptions): Settling => {
  let tools: ReadonlyMap<string, Tool> = new Map()
  const running = new Map<string, RunningOne>()

  const settle = ({ findings, inForce, homes, which, partial = false }: Found): News => {
    const groups = new Map(
      [...Map.groupBy(findings, ({ tool }) => tool)].map(([tool, of]) => [tool, { of, found: JSON.stringify(of) }]),
    )
    const isTouched = (tool: string): boolean => which === 'all' || tools.get(tool)?.found !== groups.get(tool)?.found
    const touched = new Set([...tools.keys(), ...groups.keys()].filter(isTouched))
    const known = ledger.known().filter(({ tool }) => which === 'all' || touched.has(tool))
    const at = now()
    const judged = judge({
      findings: [...touched].flatMap(tool => groups.get(tool)?.of ?? []),
      policy: inForce.policy,
      catalog: inForce.catalog,
      homes,
      device,
      history: ledger.history,
      firstSeen: ledger.firstSeen,
      circumstances: circumstances(),
      now: at,
    })
    const detections = judged.map(({ detection }) => detection)
    const news = changes({ known, now: detections, hour: hourOf(at), running, partial })
    const started = detections.filter(({ id, state, pid }) => state === 'running' && running.get(id)?.pid !== pid)
    if (news.drafts.length > 0) ledger.recordAll(news.drafts)
    for (const { detection, account } of news.repeats) ledger.repeat(detection, account)

    const fresh = Map.groupBy(judged, ({ detection }) => detection.tool)
    tools = new Map(
      [...groups].map(([tool, { found }]) => [
        tool,
        { found, judged: touched.has(tool) ? (fresh.get(tool) ?? []) : (tools.get(tool)?.judged ?? []) },
      ]),
    )
    if (which === 'all') running.clear()
    for (const { id } of known) running.delete(id)
    for (const { id } of detections) running.delete(id)
    for (const [id, since] of news.running) running.set(id, since)
    return { tools: touched, started: new Set(started.map(({ id }) => id)) }
  }
  return { settle, judged: () => [...tools.values()].flatMap(({ judged }) => judged) }
}
