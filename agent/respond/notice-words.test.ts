import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languageOf } from './language.ts'
import type { Notice } from './notice.ts'
import { noticeWords } from './notice-words.ts'

process.env.TZ = 'UTC'
const now = Date.UTC(2026, 10, 21, 10, 42, 30)

const banned: Notice = {
  detection: '0123456789abcdef',
  account: 'lin',
  response: 'warn',
  found: { name: 'Claude Code', version: '2.1.329', state: 'running', at: now },
  verdict: 'banned',
  reason: { en: 'Its prompts leave the company.', zh: '它会把提示词发送到公司之外。' },
  next: { response: 'block', at: Date.UTC(2026, 11, 15) },
  instead: 'Qoder',
  link: 'https://intranet.example/ai',
}
const unreviewed: Notice = {
  ...banned,
  response: 'notify',
  found: { name: 'Aider', version: null, state: 'present', at: now },
  verdict: 'unreviewed',
  reason: null,
  next: null,
  link: null,
}
const with_ = { command: 'waymark', now }

test('a banned tool, in English', () => {
  assert.deepEqual(noticeWords(banned, 'en', with_), {
    title: 'Claude Code is being retired here',
    lines: [
      'Claude Code 2.1.329 was started under your account at 10:42.',
      'Its prompts leave the company.',
      'From 15 December 2026 at 00:00, in 24 days, it will no longer start.',
      'Qoder is ready for you.',
      'What was found, and how we know: waymark why 0123456789abcdef',
      'If your work needs it, ask here: https://intranet.example/ai',
    ],
  })
})

test('a banned tool, in Chinese', () => {
  assert.deepEqual(noticeWords(banned, 'zh', with_), {
    title: '公司正在逐步停用 Claude Code',
    lines: [
      '你的账户在 10:42 启动了 Claude Code 2.1.329。',
      '它会把提示词发送到公司之外。',
      '从 2026 年 12 月 15 日 00:00（还有 24 天）起，它将无法再启动。',
      '现在就可以换用 Qoder。',
      '想知道发现了什么、依据是什么，可以运行：waymark why 0123456789abcdef',
      '如果工作上确实离不开它，可以在这里申请例外：https://intranet.example/ai',
    ],
  })
})

test('a tool that nobody has decided on, in both languages', () => {
  assert.deepEqual(noticeWords(unreviewed, 'en', { command: 'npm run -s waymark --', now }), {
    title: 'Aider has not been looked at here yet',
    lines: [
      'Aider is installed under your account.',
      'Nobody has decided yet whether it may see our code.',
      'It goes on working; no date is set.',
      'Qoder is ready for you.',
      'What was found, and how we know: npm run -s waymark -- why 0123456789abcdef',
      'If your work needs it, ask IT for an exception.',
    ],
  })
  assert.deepEqual(noticeWords(unreviewed, 'zh', with_), {
    title: 'Aider 还没有经过公司评估',
    lines: [
      '你的账户下安装了 Aider。',
      '它能不能接触公司的代码，目前还没有定论。',
      '目前可以继续使用，停用的日期还没有定。',
      '现在就可以换用 Qoder。',
      '想知道发现了什么、依据是什么，可以运行：waymark why 0123456789abcdef',
      '如果工作上确实离不开它，可以向 IT 部门申请例外。',
    ],
  })
})

const whens = [
  {
    why: 'a warning ahead says that it goes on for now',
    next: { response: 'warn', at: Date.UTC(2026, 11, 1) },
    en: 'It goes on working for now. From 1 December 2026 at 00:00, in 10 days, you will be reminded, with the day on which it stops.',
    zh: '目前可以继续使用。从 2026 年 12 月 1 日 00:00（还有 10 天）起会提醒你，并告知停用的日期。',
  },
  {
    why: 'three days after the first sighting is three days',
    next: { response: 'block', at: now + 3 * 86_400_000 - 1 },
    en: 'From 24 November 2026 at 10:42, in 3 days, it will no longer start.',
    zh: '从 2026 年 11 月 24 日 10:42（还有 3 天）起，它将无法再启动。',
  },
  {
    why: 'a day that is near is told in hours',
    next: { response: 'block', at: Date.UTC(2026, 10, 22) },
    en: 'From 22 November 2026 at 00:00, in 14 hours, it will no longer start.',
    zh: '从 2026 年 11 月 22 日 00:00（还有 14 小时）起，它将无法再启动。',
  },
  {
    why: 'less than an hour is one hour',
    next: { response: 'block', at: now + 60_000 },
    en: 'From 21 November 2026 at 10:43, in 1 hour, it will no longer start.',
    zh: '从 2026 年 11 月 21 日 10:43（还有 1 小时）起，它将无法再启动。',
  },
] as const
for (const { why, next, en, zh } of whens) {
  test(why, () => {
    assert.equal(noticeWords({ ...banned, next }, 'en', with_).lines[2], en)
    assert.equal(noticeWords({ ...banned, next }, 'zh', with_).lines[2], zh)
  })
}

test('hours are those of the clock on the wall', () => {
  process.env.TZ = 'Asia/Shanghai'
  try {
    const { lines } = noticeWords(banned, 'zh', with_)
    assert.equal(lines[0], '你的账户在 18:42 启动了 Claude Code 2.1.329。')
    assert.match(lines[2] ?? '', /2026 年 12 月 15 日 08:00/)
  } finally {
    process.env.TZ = 'UTC'
  }
})

test('a reason that the company wrote in English only is told in English', () => {
  assert.equal(noticeWords({ ...banned, reason: { en: 'Ours.' } }, 'zh', with_).lines[1], 'Ours.')
})

test('the language is that of the account, else English', () => {
  const cases = { 'zh_CN.UTF-8': 'zh', zh: 'zh', 'zh-TW': 'zh', 'en_GB.UTF-8': 'en', C: 'en', zhuang: 'en', '': 'en' }
  for (const [lang, want] of Object.entries(cases)) assert.equal(languageOf(lang), want, lang)
  assert.equal(languageOf(null), 'en')
})

test('no notice reproaches anybody', () => {
  for (const notice of [banned, unreviewed, { ...banned, reason: null, next: null, link: null }]) {
    for (const language of ['en', 'zh'] as const) {
      const { title, lines } = noticeWords(notice, language, with_)
      assert.doesNotMatch([title, ...lines].join('\n'), /[!！]|violat|non-compliant|forbidden|illegal|违规|违反|禁止/i)
    }
  }
})
