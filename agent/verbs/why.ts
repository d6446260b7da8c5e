import type { Response, State, Verdict } from '../../policies/decide/words.ts'
import { type Explained, WhyList } from '../../protocol/desk.ts'
import { type Answered, ask } from './ask.ts'
import { counted, dayOf, fromNow } from './dates.ts'
import { evidenceInWords } from './evidence-words.ts'
import { hanging } from './hanging.ts'
import { ink, type Page } from './page.ts'
import { verb } from './verb.ts'

const VERDICT: Record<Verdict, string> = {
  sanctioned: 'the one chosen here',
  allowed: 'allowed here',
  unreviewed: 'not decided on yet',
  banned: 'being retired here',
}
const STATE: Record<State, string> = {
  running: 'running',
  present: 'installed',
  trace: 'traces only',
  gone: 'gone',
}
const NOW: Record<Response, string> = {
  observe: 'Nothing happens now.',
  notify: 'You are told about it, and it works as before.',
  warn: 'You are reminded of it, and it works as before.',
  block: 'It no longer starts.',
}
const THEN: Record<Response, string> = {
  observe: 'nothing more happens',
  notify: 'you are told about it',
  warn: 'you are reminded until it ends',
  block: 'it no longer starts',
}
const LOWERED: Record<NonNullable<Explained['lowered']>, string> = {
  trace: 'only traces were found',
  'outside-percent': 'this device is not among those that begin',
  'before-first-stage': 'the first date has not come',
  exception: 'an exception holds',
  'block-not-signed': 'nobody has signed that it may be stopped',
  stale: 'the agent has not heard from the console for long',
  tripped: 'the rule was held back everywhere',
  'safe-mode': 'the agent is in safe mode',
  'stand-down': 'the administrators have told all agents to stand down',
}

const PAD = 10
const row = (page: Page, label: string, text: string): string => hanging(page, `  ${label.padEnd(PAD)}`, text)

const explained = (list: Answered<WhyList>, item: Explained, page: Page): string[] => {
  const { detection: d, stage, lowered, reason, link, history } = item
  const rule =
    d.rule === null
      ? 'No rule names it.'
      : `Rule ${d.rule}${stage === null ? '' : `, stage ${stage + 1}`} of the policy.`
  const held = lowered === null ? '' : ` It goes no further, because ${LOWERED[lowered]}.`
  const next =
    d.next === null
      ? []
      : [row(page, 'Then', `From ${dayOf(d.next.at)}, ${fromNow(d.next.at, list.at)}, ${THEN[d.next.response]}.`)]
  const isLeaving = d.verdict === 'banned' && list.sanctioned !== null
  return [
    ink(
      page,
      'bold',
      `${d.name}${d.version === null ? '' : ` ${d.version}`}: ${VERDICT[d.verdict]}, ${STATE[d.state]}`,
    ),
    row(page, 'Found', `${d.path}${d.inside === undefined ? '' : `, inside ${d.inside}`}`),
    row(page, 'Since', `${dayOf(d.firstSeen)}, ${fromNow(d.firstSeen, list.at)}`),
    ...d.evidence.map((e, i) => row(page, i === 0 ? 'Because' : '', `${evidenceInWords(e)} (${e.strength})`)),
    row(page, 'Decided', rule + held),
    ...(reason === null ? [] : [row(page, 'Reason', reason.en)]),
    ...(link === null ? [] : [row(page, 'More', link)]),
    row(page, 'Now', NOW[d.response]),
    ...next,
    ...(history === null || history.noticesShown === 0
      ? []
      : [row(page, 'Notices', `${counted(history.noticesShown, 'notice')} shown so far`)]),
    ...(isLeaving ? [row(page, 'Instead', `${list.sanctioned} is ready for you.`)] : []),
    row(page, 'Id', d.id),
  ]
}

const textOf = (list: Answered<WhyList>, page: Page): string => {
  const banned = list.detections.filter(({ detection }) => detection.verdict === 'banned').length
  const found = counted(list.detections.length, 'AI coding assistant')
  const first =
    list.policy === null
      ? 'Nothing has been looked at: no policy has come from the console yet.'
      : list.detections.length === 0
        ? 'No AI coding assistant was found on this device.'
        : `${found} found on this device${banned === 0 ? '.' : `; ${banned === 1 ? '1 is' : `${banned} are`} being retired.`}`
  return [first, ...list.detections.flatMap(item => ['', ...explained(list, item, page)])].join('\n')
}

export const why = verb({
  name: 'why',
  about: 'what was found, the evidence for it, and what follows',
  needs: 'agent',
  takes: 'ID',
  flags: {},
  prints: 'value',
  run: (around, _given, id) => ask(around, id === null ? '/v1/why' : `/v1/why/${encodeURIComponent(id)}`, WhyList),
  text: textOf,
  exit: () => 0,
})
