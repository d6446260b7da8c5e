import type { Milliseconds } from '../../policies/decide/words.ts'
import type { Language } from './language.ts'
import type { Notice } from './notice.ts'
import { away, awayEn, awayZh, dayEn, dayZh, hourOf } from './when.ts'

/** A notice in words: a title, then a line for each of what was found, why, what happens when, what you can do. */
export type NoticeWords = { readonly title: string; readonly lines: readonly string[] }

/** A colleague who holds the door. No exclamation mark, no reproach, no word that a lawyer would use. */
type Words = {
  readonly title: Record<Notice['verdict'], (notice: Notice) => string>
  readonly found: Record<Notice['found']['state'], (tool: string, at: Milliseconds) => string>
  readonly reason: Record<Notice['verdict'], string>
  readonly next: Record<'observe' | 'notify' | 'warn' | 'block' | 'none', (day: string) => string>
  readonly when: (at: Milliseconds, now: Milliseconds) => string
  readonly instead: (name: string) => string
  readonly why: (command: string) => string
  readonly exception: (link: string | null) => string
}

const en: Words = {
  title: {
    banned: notice => `${notice.found.name} is being retired here`,
    unreviewed: notice => `${notice.found.name} has not been looked at here yet`,
  },
  found: {
    running: (tool, at) => `${tool} was started under your account at ${hourOf(at)}.`,
    present: tool => `${tool} is installed under your account.`,
  },
  reason: {
    banned: 'The company has decided on another assistant.',
    unreviewed: 'Nobody has decided yet whether it may see our code.',
  },
  next: {
    block: day => `From ${day}, it will no longer start.`,
    warn: day => `It goes on working for now. From ${day}, you will be reminded, with the day on which it stops.`,
    notify: () => 'It goes on working for now.',
    observe: () => 'It goes on working for now.',
    none: () => 'It goes on working; no date is set.',
  },
  when: (at, now) => `${dayEn(at)} at ${hourOf(at)}, ${awayEn(away(at, now))}`,
  instead: name => `${name} is ready for you.`,
  why: command => `What was found, and how we know: ${command}`,
  exception: link =>
    link === null ? 'If your work needs it, ask IT for an exception.' : `If your work needs it, ask here: ${link}`,
}

const zh: Words = {
  title: {
    banned: notice => `公司正在逐步停用 ${notice.found.name}`,
    unreviewed: notice => `${notice.found.name} 还没有经过公司评估`,
  },
  found: {
    running: (tool, at) => `你的账户在 ${hourOf(at)} 启动了 ${tool}。`,
    present: tool => `你的账户下安装了 ${tool}。`,
  },
  reason: {
    banned: '公司已经选定了另一款编程助手。',
    unreviewed: '它能不能接触公司的代码，目前还没有定论。',
  },
  next: {
    block: day => `从 ${day}起，它将无法再启动。`,
    warn: day => `目前可以继续使用。从 ${day}起会提醒你，并告知停用的日期。`,
    notify: () => '目前可以继续使用。',
    observe: () => '目前可以继续使用。',
    none: () => '目前可以继续使用，停用的日期还没有定。',
  },
  when: (at, now) => `${dayZh(at)} ${hourOf(at)}（${awayZh(away(at, now))}）`,
  instead: name => `现在就可以换用 ${name}。`,
  why: command => `想知道发现了什么、依据是什么，可以运行：${command}`,
  exception: link =>
    link === null
      ? '如果工作上确实离不开它，可以向 IT 部门申请例外。'
      : `如果工作上确实离不开它，可以在这里申请例外：${link}`,
}

const WORDS: Record<Language, Words> = { en, zh }

/**
 * @param command how this installation's verbs are typed: `waymark`, or from the repository `npm run -s waymark --`.
 * @param now decides how far away a date is; hours are the device's own.
 */
export const noticeWords = (
  notice: Notice,
  language: Language,
  { command, now }: { readonly command: string; readonly now: Milliseconds },
): NoticeWords => {
  const words = WORDS[language]
  const { found, next, verdict } = notice
  const tool = found.version === null ? found.name : `${found.name} ${found.version}`
  const day = next === null ? '' : words.when(next.at, now)
  return {
    title: words.title[verdict](notice),
    lines: [
      words.found[found.state](tool, found.at),
      reasonIn(notice, language) ?? words.reason[verdict],
      words.next[next === null || next.at <= now ? 'none' : next.response](day),
      words.instead(notice.instead),
      words.why(`${command} why ${notice.detection}`),
      words.exception(notice.link),
    ],
  }
}

const reasonIn = ({ reason }: Notice, language: Language): string | null =>
  reason === null ? null : (reason[language] ?? reason.en)
