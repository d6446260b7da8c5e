import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Desktop, noDesktop, startDesktop } from '../../test/e2e/desktop.ts'
import { showNotice } from './show.ts'
import { showByNodeNotifier } from './show-node-notifier.ts'
import { showByNotifySend } from './show-notify-send.ts'

/** Real notices on a real notification daemon. The pictures stay in `.cache/pictures`, to be looked at. */
const skip = noDesktop()
const pictures = join(import.meta.dirname, '..', '..', '.cache', 'pictures')
const uid = process.getuid?.() ?? 0

const claude = {
  title: 'Claude Code is being retired here',
  lines: [
    'Claude Code 2.1.329 was started under your account at 10:42.',
    'Its prompts leave the company.',
    'From 15 December 2026 at 00:00, in 23 days, it will no longer start.',
    'Qoder is ready for you.',
    'What was found, and how we know: waymark why 0123456789abcdef',
    'If your work needs it, ask here: https://intranet.example/ai?a=1&b=2',
  ],
}
const hostile = {
  title: '--help <b>t</b> \u202egnp',
  lines: ['<b>bold</b> &amp; \\n \u001b[31mred', '公司正在逐步停用'],
}
const HOSTILE_TITLE = '--help <b>t</b> \\u{202e}gnp'
/** As dunst keeps it: entities for what is no markup. */
const HOSTILE_BODY = '&lt;b&gt;bold&lt;/b&gt; &amp;amp; \\n \\u{1b}[31mred\n公司正在逐步停用'

let dir = ''
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-desktop-'))
  await mkdir(pictures, { recursive: true })
})
after(() => rm(dir, { recursive: true, force: true }))

const on = (env: Desktop['env']) => ({ own: { uid, env }, accounts: ['lin'], narrated: false })
const to = { account: 'lin', uid, terminal: null }

test('notices on a desktop', { skip }, async t => {
  const within = async (body: (desktop: Desktop) => Promise<void>): Promise<void> => {
    const desktop = await startDesktop(await mkdtemp(join(dir, 'session-')))
    try {
      await body(desktop)
    } finally {
      await desktop.end()
    }
  }
  await t.test('notify-send shows it, whole', () =>
    within(async desktop => {
      assert.equal(await showNotice(claude, to, on(desktop.env)), 'desktop')
      await desktop.picture(join(pictures, 'notice-notify-send.png'))
      const [notice, ...more] = await desktop.notices()
      assert.deepEqual(more, [])
      assert.equal(notice?.app, 'Waymark')
      assert.equal(notice?.title, claude.title)
      assert.equal(notice?.body, claude.lines.join('\n').replaceAll('&', '&amp;'))
    }),
  )
  await t.test('node-notifier shows it, whole', () =>
    within(async desktop => {
      assert.equal(await showByNodeNotifier(claude, { env: desktop.env, as: null }), true)
      await desktop.picture(join(pictures, 'notice-node-notifier.png'))
      const [notice, ...more] = await desktop.notices()
      assert.deepEqual(more, [])
      assert.equal(notice?.app, 'Waymark')
      assert.equal(notice?.title, claude.title)
      assert.equal(notice?.body, claude.lines.join('\n').replaceAll('&', '&amp;'))
    }),
  )
  await t.test('a hostile name is text in both', () =>
    within(async desktop => {
      assert.equal(await showNotice(hostile, to, on(desktop.env)), 'desktop')
      assert.equal(await showByNodeNotifier(hostile, { env: desktop.env, as: null }), true)
      await desktop.picture(join(pictures, 'notice-hostile.png'))
      const [second, first] = await desktop.notices()
      assert.deepEqual(
        [first?.title, first?.body, second?.title.trimStart(), second?.body],
        [HOSTILE_TITLE, HOSTILE_BODY, HOSTILE_TITLE, HOSTILE_BODY],
      )
    }),
  )
  await t.test(
    'the desktop of another account is reached as that account',
    { skip: uid === 0 ? false : 'needs root' },
    async () => {
      const as = { uid: 65_534, gid: 65_534 }
      const place = await mkdtemp(join(dir, 'other-'))
      await chmod(dir, 0o755)
      const other = await startDesktop(place, as)
      try {
        assert.equal(await showByNotifySend(claude, { env: other.env, as: null }), 'failed', 'root is no guest there')
        assert.equal(await showByNotifySend(claude, { env: other.env, as }), 'shown')
        assert.equal(await showByNodeNotifier(hostile, { env: other.env, as }), true)
        assert.equal((await other.notices()).length, 2)
      } finally {
        await other.end()
      }
    },
  )
  await t.test('nobody but the accounts that are named is shown anything', () =>
    within(async desktop => {
      assert.equal(await showNotice(claude, { ...to, account: 'wei' }, on(desktop.env)), 'none')
      assert.deepEqual(await desktop.notices(), [])
    }),
  )
})
