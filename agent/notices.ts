import type { Milliseconds } from '../policies/decide/words.ts'
import { desktopSession, type Own } from './desk/desktop-session.ts'
import { shown } from './desk/notice-text.ts'
import { mayBeShown, showNotice } from './desk/show.ts'
import type { Health } from './health/health.ts'
import type { Judged } from './judge.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Say } from './parts.ts'
import type { InForce } from './read-in-force.ts'
import { languageOf } from './respond/language.ts'
import { dueNotice } from './respond/notice.ts'
import { noticeWords } from './respond/notice-words.ts'
import type { Home } from './sensors/observation.ts'

export type NoticesOptions = {
  readonly ledger: Ledger
  readonly health: Health
  readonly own: Own
  /** Only these accounts are ever shown anything; null: any. */
  readonly accounts: readonly string[] | null
  readonly narrated: boolean
  /** How this installation's verbs are typed. */
  readonly command: string
  readonly now: () => Milliseconds
  readonly say: Say
}

export type Notices = {
  /** Shows what is due, one after the other, and writes down where each was shown. */
  readonly show: (given: {
    readonly judged: readonly Judged[]
    readonly started: ReadonlySet<string>
    readonly homes: readonly Home[]
    readonly inForce: InForce
  }) => Promise<void>
}

export const openNotices = (options: NoticesOptions): Notices => {
  const { ledger, health, own, now, say } = options
  const latest = (ids: readonly string[]): Milliseconds | null => {
    const times = ids.flatMap(id => ledger.history(id)?.lastNotice ?? [])
    return times.length === 0 ? null : Math.max(...times)
  }

  return {
    show: async ({ judged, started, homes, inForce }) => {
      for (const one of judged) {
        // What cannot be written down would be shown again and again.
        if (ledger.trouble() !== null) return
        const { detection, decision, finding } = one
        const home = homes.find(({ account }) => account === finding.account)
        const history = ledger.history(detection.id)
        if (home === undefined || history === null || !mayBeShown(options.accounts, home.account)) continue
        const sameTool = judged.filter(
          ({ detection: other }) => other.tool === detection.tool && other.account === detection.account,
        )
        const notice = dueNotice({
          detection,
          decision,
          policy: inForce.policy,
          catalog: inForce.catalog,
          history,
          ...ledger.noticed(detection.id),
          toolNoticed: latest(sameTool.map(other => other.detection.id)),
          started: started.has(detection.id),
          desktop: (await desktopSession(home.uid, own)) !== null,
          now: now(),
        })
        if (notice === null) continue
        const language = languageOf(own.uid === null || own.uid === home.uid ? (own.env.LANG ?? null) : null)
        const text = shown(noticeWords(notice, language, { command: options.command, now: now() }))
        const to = { account: home.account, uid: home.uid, terminal: finding.process?.terminal ?? null }
        const via = await showNotice(text, to, { own, accounts: options.accounts, narrated: options.narrated })
        ledger.record({ kind: 'notice-shown', detection: detection.id, response: notice.response, via, language })
        if (via === 'none') health.raise('notice-undeliverable', 'no desktop session and no terminal')
        else health.clear('notice-undeliverable')
        say({ msg: 'notice', via, account: home.account, text: [text.title, ...text.lines] })
      }
    },
  }
}
