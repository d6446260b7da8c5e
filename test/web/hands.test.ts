import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../browser.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { PEOPLE } from './fleet-data.ts'
import { ready, visit } from './visit.ts'

let fleet: Fleet
let browser: Browser
before(async () => {
  ;[fleet, browser] = await Promise.all([startFleet({ people: PEOPLE.slice(0, 6) }), launchBrowser()])
})
after(async () => {
  await browser?.close()
  await fleet?.close()
})

/** Runs in the page: which row has the focus. */
const FOCUSED = `(document.activeElement?.closest('[data-row]')?.getAttribute('data-row') ?? null)`

const path = (url: string): string => new URL(url).pathname

test('a list is walked, opened and closed by keys alone, and the panel has its own address', async t => {
  const { page, complaints } = await visit(t, browser, fleet)
  await page.goto(`${fleet.url}/detections?verdict=banned`)
  await ready(page)
  const focused = (): Promise<string | null> => page.evaluate(FOCUSED)
  const rows = await page.locator('[data-row]').evaluateAll(all => all.map(row => row.getAttribute('data-row')))
  assert.ok(rows.length >= 3)

  await page.keyboard.press('j')
  assert.equal(await focused(), rows[0])
  await page.keyboard.press('j')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('k')
  assert.equal(await focused(), rows[1])

  await page.keyboard.press('Enter')
  await page.waitForURL(url => path(url.href) === `/detections/${rows[1]}`)
  assert.equal(new URL(page.url()).search, '?verdict=banned')
  await page.keyboard.press('j')
  await page.waitForURL(url => path(url.href) === `/detections/${rows[2]}`)

  await page.reload()
  await page.getByRole('heading', { name: 'How we know' }).waitFor()
  await page.keyboard.press('Escape')
  await page.waitForURL(url => path(url.href) === '/detections')
  await page.waitForFunction(`${FOCUSED} === '${rows[2]}'`)
  assert.deepEqual(complaints, [])
})

test('the panel says in words what was found, why, and what comes', async t => {
  const { page } = await visit(t, browser, fleet)
  await page.goto(`${fleet.url}/detections?q=lin&verdict=banned`)
  await page.locator('.list-body a').first().click()
  const panel = page.getByRole('complementary')
  await panel.getByText('Contains 12 texts that occur only in Claude Code').waitFor()
  await panel.getByText('Installed as the package @anthropic-ai/claude-code 2.1.329').waitFor()
  await panel.getByText(/^\d+ \w+ \d{4} \d\d:\d\d, .+: a warning/).waitFor()
  await panel.getByText(/this stage holds/).waitFor()
  await panel.getByRole('button', { name: 'As it was reported' }).click()
  await panel.getByText('claude-code/texts').waitFor()
})

test('filters are the address, and the address is the filters', async t => {
  const { page } = await visit(t, browser, fleet)
  await page.goto(`${fleet.url}/detections`)
  await ready(page)
  await page.getByRole('radio', { name: 'Sanctioned' }).click()
  await page.waitForURL(/\?verdict=sanctioned$/)
  await page.getByText(/sanctioned assistants? found/).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('nobody has this')
  await page.waitForURL(/q=nobody/)
  await page.getByText('Nothing fits these filters.').waitFor()
  await page.goto(`${fleet.url}/detections?verdict=banned&state=running`)
  await ready(page)
  assert.equal(await page.getByRole('radio', { name: 'Banned' }).getAttribute('aria-checked'), 'true')
  assert.equal(await page.locator('[data-row]').count(), 1)
})

test('the palette does anything, and ? shows the keys', async t => {
  const { page, complaints } = await visit(t, browser, fleet)
  await page.goto(fleet.url)
  await ready(page)
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('devi')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/devices$/)
  await ready(page)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Next row').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('3')
  await page.waitForURL(/\/detections$/)
  assert.deepEqual(complaints, [])
})

test('what is found shows by itself; while one reads, it waits behind a button', async t => {
  const { page, complaints } = await visit(t, browser, fleet)
  await page.goto(`${fleet.url}/detections`)
  await page.getByText('Live', { exact: true }).waitFor()
  await ready(page)
  const first = await fleet.starts('build-07', 'cursor')
  await page.locator(`[data-row="${first.device}/${first.id}"]`).waitFor({ timeout: 3_000 })

  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('complementary').waitFor()
  const before = await page.locator('[data-row]').count()
  const second = await fleet.starts('dev-paloma', 'aider')
  const waiting = page.getByRole('button', { name: '1 new' })
  await waiting.waitFor({ timeout: 3_000 })
  assert.equal(await page.locator('[data-row]').count(), before)
  await waiting.click()
  await page.locator(`[data-row="${second.device}/${second.id}"]`).waitFor()
  assert.equal(await waiting.count(), 0)
  assert.deepEqual(complaints, [])
})

test('text from a device stays text', async t => {
  const { page, complaints } = await visit(t, browser, fleet)
  const evil = '<img src=x onerror=document.title=1>'
  const { device, id } = await fleet.starts('dev-ines', 'claude', evil)
  await page.goto(`${fleet.url}/detections/${device}/${id}`)
  await page.getByRole('heading', { name: evil }).waitFor()
  assert.equal(await page.locator('img').count(), 0)
  assert.deepEqual(complaints, [])
})

test('a lost console is said, with what is not affected; then it is asked how to go on', async t => {
  const own = await startFleet({ people: PEOPLE.slice(0, 1) })
  t.after(own.close)
  const { page } = await visit(t, browser, own)
  await page.goto(`${own.url}/detections`)
  await page.getByText('Live', { exact: true }).waitFor()
  await ready(page)
  await own.stopConsole()
  await page.getByText(/^Not live since/).waitFor()
  assert.ok((await page.locator('[data-row]').count()) > 0)
  await page.getByRole('link', { name: 'Policy' }).click()
  await page.getByRole('heading', { name: 'The console does not answer' }).waitFor({ timeout: 15_000 })
  await page.getByRole('button', { name: 'Try again' }).waitFor()
})
