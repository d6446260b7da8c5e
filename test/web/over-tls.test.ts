import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { startConsole } from '../../console/main.ts'
import { quickStart } from '../../console/quick-start.ts'
import { CATALOG_DIR } from '../../console/rollout/catalog-files.ts'
import { authority, folder, writePair } from '../../console/tls/scratch.ts'
import { ensureBuilt } from '../../console/web/build.ts'
import { launchBrowser } from '../browser.ts'

/**
 * A browser at a console over TLS: the session's cookie is one for https alone, and live news come by the same way. Its
 * own list of authorities is not ours to change, so it is told to pass over that one; who trusts whom is held elsewhere.
 */
test('signed in over TLS, with pages and live news', { timeout: 120_000 }, async t => {
  const store = await folder(t)
  const running = await startConsole({
    settings: {
      host: '127.0.0.1',
      port: 0,
      publicUrl: null,
      store,
      tls: await writePair(store, (await authority()).leaf),
    },
    catalogDir: CATALOG_DIR,
    dist: await ensureBuilt(() => {}),
    version: '0.1.0',
    now: Date.now,
    random: bytes => randomBytes(bytes),
    logger: false,
  })
  t.after(() => running.stop('the test is over'))
  const { signIn, url } = await quickStart(running.rooms, running.url)
  const browser = await launchBrowser()
  t.after(() => browser.close())
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  const live = page.waitForEvent('websocket')
  const answer = await page.goto(signIn)
  assert.equal((await answer?.securityDetails())?.protocol, 'TLS 1.3')
  await page.locator('h1').first().waitFor()
  assert.ok(page.url().startsWith(url))
  const socket = await live
  assert.equal(socket.url(), `${url.replace('https', 'wss')}/live`)
  assert.equal(socket.isClosed(), false)
  const [cookie] = await context.cookies()
  assert.deepEqual([cookie?.name, cookie?.secure, cookie?.httpOnly], ['waymark_session', true, true])
  assert.deepEqual(complaints, [])
})
