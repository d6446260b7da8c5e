import assert from 'node:assert/strict'
import { link, mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import type { Detection } from '../../protocol/detection.ts'
import { launchBrowser } from '../browser.ts'
import { answerFirstQuestions, type Installed, installAssistant } from '../real-assistants.ts'
import { type Pty, startInPty, waitFor } from './pty.ts'
import { type Place, scratchPlace, startWaymark, type Waymark, waymarkVerb } from './waymark.ts'

/**
 * The real Claude Code, started in a terminal, is seen, shown and told of; once. How soon is told and decides nothing:
 * other tests run beside this one. `npm run bench -- detect` measures it.
 */
const WITHIN = 3_000

let place: Place
let claude: Installed
let waymark: Waymark
let browser: Browser
let page: Page
const terminals: Pty[] = []

before(async () => {
  place = await scratchPlace()
  claude = await installAssistant('claude-code', place.home)
  await answerFirstQuestions(place.home)
  browser = await launchBrowser()
  waymark = await startWaymark(place)
  page = await browser.newPage()
  await page.goto(waymark.signIn)
  await page.goto(new URL('/detections?state=running', waymark.url).href)
  await page.evaluate('globalThis.loadedOnce = true')
})
after(async () => {
  for (const terminal of terminals) await terminal.end()
  await browser?.close()
  await waymark?.stop('SIGTERM')
  await place.remove()
})

const start = async (program: string, args: readonly string[] = []): Promise<Pty> => {
  const pty = await startInPty(program, args, { home: place.home })
  terminals.push(pty)
  return pty
}
/** @returns the detection and the ms from `begun` until the API told of it. */
const seen = async (path: RegExp, begun: number): Promise<{ detection: Detection; ms: number }> => {
  let detection: Detection | undefined
  await waitFor(async () => {
    detection = (await waymark.api.detections('?state=running')).find(one => path.test(one.path))
    return detection !== undefined
  }, 20_000)
  if (detection === undefined) assert.fail(`not running after 20 s: ${waymark.told()}`)
  return { detection, ms: Math.round(performance.now() - begun) }
}
const noticesShown = async (): Promise<{ detection: string; via: string }[]> =>
  (await waymark.api.events(waymark.device))
    .filter(({ kind }) => kind === 'notice-shown')
    .map(({ body }) => JSON.parse(body ?? '{}'))

test('a banned assistant that is started is seen, shown and told of', async t => {
  await t.test('it is known as present before it ever runs', async () => {
    assert.ok(await waitFor(async () => (await waymark.api.detections('?tool=claude-code')).length === 1, 20_000))
    const [only] = await waymark.api.detections('?tool=claude-code')
    assert.equal(only?.state, 'present')
    assert.equal(only?.version, claude.version)
    assert.deepEqual(await noticesShown(), [], 'without a desktop its start is the time to tell')
  })
  await t.test('the real claude in a terminal stands in the API as running, with evidence', async t => {
    const begun = performance.now()
    await start(claude.command)
    const { detection, ms } = await seen(/\.npm-global/, begun)
    t.diagnostic(`running in the API after ${ms} ms (goal ${WITHIN})`)
    assert.equal(detection.tool, 'claude-code')
    assert.equal(detection.verdict, 'banned')
    assert.equal(detection.version, claude.version)
    assert.ok(detection.evidence.some(({ kind }) => kind === 'content' || kind === 'hash'))
    assert.ok(detection.evidence.some(({ kind }) => kind === 'package'))
    assert.ok(detection.path.startsWith('~/'))
    assert.equal(detection.pid, undefined, 'it stays on the machine')
  })
  await t.test('the browser shows it without a reload', async () => {
    await page
      .getByRole('link', { name: /Claude Code/ })
      .first()
      .waitFor({ timeout: 5_000 })
    assert.equal(await page.evaluate('globalThis.loadedOnce'), true)
  })
  await t.test('its terminal names the tool, the reason and Qoder', async () => {
    const terminal = terminals[0] ?? assert.fail('nothing was started')
    assert.ok(await waitFor(() => /Waymark: Claude Code/.test(terminal.shown()), 5_000), terminal.shown())
    const shown = terminal.shown()
    assert.match(shown, /Waymark: Claude Code is being retired here/)
    assert.match(shown, /We are moving to Qoder/)
    assert.match(shown, /Qoder is ready for you\./)
    assert.match(waymark.told(), /Claude Code is being retired here/, 'and so does the terminal of npm start')
  })
  await t.test('the delivery stands in the ledger, at the console as on the device', async () => {
    assert.ok(await waitFor(async () => (await noticesShown()).length > 0, 5_000))
    const ledger = await waymarkVerb(place, 'ledger', '--json')
    assert.equal(ledger.code, 0, ledger.stderr)
    const entries: { kind: string; body: string }[] = JSON.parse(ledger.stdout).entries
    const here = entries.filter(({ kind }) => kind === 'notice-shown').map(({ body }) => JSON.parse(body))
    assert.deepEqual(
      here.map(({ via, language }) => ({ via, language })),
      [{ via: 'terminal', language: 'en' }],
    )
    assert.deepEqual(await noticesShown(), here)
  })
  await t.test('when it ends, a scan says present at once', async () => {
    await terminals[0]?.end()
    const scan = await waymarkVerb(place, 'scan', '--json', '--home', place.home)
    assert.equal(scan.code, 1, scan.stderr)
    const found: Detection[] = JSON.parse(scan.stdout).detections
    assert.deepEqual(
      found.filter(({ tool }) => tool === 'claude-code').map(({ state }) => state),
      ['present'],
    )
  })
  await t.test('the same file renamed to vim is still detected, and nobody is told twice', async t => {
    const bin = join(place.home, 'bin')
    await mkdir(bin)
    await link(await realpath(claude.command), join(bin, 'vim'))
    const begun = performance.now()
    const vim = await start(join(bin, 'vim'))
    const { detection, ms } = await seen(/\/vim$/, begun)
    t.diagnostic(`renamed to vim: running in the API after ${ms} ms (goal ${WITHIN})`)
    assert.equal(detection.tool, 'claude-code')
    assert.equal(detection.path, '~/bin/vim')
    await sleep(2_000)
    assert.doesNotMatch(vim.shown(), /Waymark/)
    assert.equal((await noticesShown()).length, 1)
  })
  await t.test(
    'so is the last release in JavaScript, which node runs and which overwrites its own arguments',
    async t => {
      const older = await installAssistant('claude-code-js', join(place.home, 'older'))
      const begun = performance.now()
      await start(older.command)
      const { detection, ms } = await seen(/older/, begun)
      t.diagnostic(`in JavaScript: running in the API after ${ms} ms (goal ${WITHIN})`)
      assert.equal(detection.tool, 'claude-code')
      assert.equal(detection.version, older.version)
    },
  )
})
