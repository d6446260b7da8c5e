import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { installAssistant } from '../real-assistants.ts'
import { noDesktop, startDesktop } from './desktop.ts'
import { waitFor } from './pty.ts'
import { scratchPlace, startWaymark } from './waymark.ts'

/** Must-show 4 where there is a desktop session: the notice comes there, in the language of the account, once. */
const skip = noDesktop()
const pictures = join(import.meta.dirname, '..', '..', '.cache', 'pictures')

for (const { lang, language, title, says } of [
  { lang: 'en_GB.UTF-8', language: 'en', title: 'Claude Code is being retired here', says: /We are moving to Qoder/ },
  { lang: 'zh_CN.UTF-8', language: 'zh', title: '公司正在逐步停用 Claude Code', says: /我们正在改用 Qoder/ },
]) {
  test(`an employee with a desktop is told there, in ${language}`, { skip }, async () => {
    const place = await scratchPlace()
    const dir = await mkdtemp(join(tmpdir(), 'waymark-desktop-'))
    const desktop = await startDesktop(dir)
    try {
      await installAssistant('claude-code-js', place.home)
      const { DISPLAY, DBUS_SESSION_BUS_ADDRESS } = desktop.env
      const waymark = await startWaymark(place, { DISPLAY, DBUS_SESSION_BUS_ADDRESS, LANG: lang })
      try {
        const told = async () =>
          (await waymark.api.events(waymark.device)).filter(({ kind }) => kind === 'notice-shown')
        assert.ok(await waitFor(async () => (await told()).length > 0, 20_000), waymark.told())
        await mkdir(pictures, { recursive: true })
        await desktop.picture(join(pictures, `notice-e2e-${language}.png`))
        const [notice, ...more] = await desktop.notices()
        assert.deepEqual(more, [])
        assert.equal(notice?.title, title)
        assert.match(notice?.body ?? '', says)
        const [entry] = await told()
        const { via, language: written } = JSON.parse(entry?.body ?? '{}')
        assert.deepEqual({ via, written }, { via: 'desktop', written: language })
        assert.doesNotMatch(waymark.told(), /retired|停用/, 'what the desktop has shown is not told again')
      } finally {
        await waymark.stop('SIGTERM')
      }
    } finally {
      await desktop.end()
      await place.remove()
      await rm(dir, { recursive: true, force: true })
    }
  })
}
