import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { showNotice } from '../../../agent/desk/show.ts'
import { noDesktop, startDesktop } from '../../e2e/desktop.ts'
import { HOSTILE_NAMES } from './hostile-names.ts'

const skip = noDesktop()
/** As many as the daemon remembers. */
const AT_ONCE = 20
const uid = process.getuid?.() ?? 0

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
/** What a notification daemon renders of a body. @throws where it holds markup that is no entity. */
const rendered = (body: string): string => {
  assert.doesNotMatch(body, /[<>]/)
  return body.replace(/&(lt|gt|amp|quot|apos);/g, (_, name) => ENTITIES[name] ?? '')
}

test('F54: hostile names are literal text in notices of a real notification daemon', {
  skip,
  timeout: 240_000,
}, async t => {
  const dir = await mkdtemp(join(tmpdir(), 'waymark-notices-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  const amiss: unknown[] = []
  for (let from = 0; from < HOSTILE_NAMES.length; from += AT_ONCE) {
    const some = HOSTILE_NAMES.slice(from, from + AT_ONCE)
    const desktop = await startDesktop(await mkdtemp(join(dir, 'session-')))
    try {
      const by = { own: { uid, env: desktop.env }, accounts: null, narrated: false }
      for (const { name } of some)
        assert.equal(
          await showNotice({ title: name, lines: [name.slice(0, 900)] }, { account: 'lin', uid, terminal: null }, by),
          'desktop',
        )
      const notices = await desktop.notices()
      // Newest first.
      for (const [n, { why, shown }] of some.toReversed().entries()) {
        const { title = '', body = '' } = notices[n] ?? {}
        const long = shown.endsWith('…')
        const same = long ? rendered(body).startsWith(shown.slice(0, -1)) : rendered(body) === shown
        if (title !== shown || !same) amiss.push({ why, shown, title, body })
      }
    } finally {
      await desktop.end()
    }
  }
  assert.deepEqual(amiss, [])
})
