import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../browser.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { ready, visit } from './visit.ts'

let fleet: Fleet
let browser: Browser
before(async () => {
  ;[fleet, browser] = await Promise.all([startFleet(), launchBrowser()])
})
after(async () => {
  await browser?.close()
  await fleet?.close()
})

const addresses = (): string[] => {
  const device = fleet.device('build-07')
  return [
    '/',
    '/devices',
    `/devices/${device}`,
    `/devices/${device}/ledger`,
    '/detections',
    '/tools',
    '/tools/claude-code',
    '/tools/unknown-assistant',
    '/tools/unknown',
    '/policy',
    '/policy/1',
    '/settings',
    '/nowhere',
  ]
}

/** Runs in the page: what scrolls sideways and is not meant to. */
const TOO_WIDE = `[document.documentElement, ...document.querySelectorAll('.scroll, .panel, .list, h1')]
  .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
  .map(({ className, scrollWidth, clientWidth }) => [className, scrollWidth, clientWidth].join(' '))`

/** Runs in the page: which words of a list do not fit. */
const CUT = `[...document.querySelectorAll('.list-body .cell, .list-body .brief, .list-body .cut')]
  .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
  .map(({ textContent }) => textContent)`

/** @param only one rule; all of them where it is absent. */
const faults = async (page: Page, only?: string): Promise<string[]> => {
  const axe = new AxeBuilder({ page })
  const { violations } = await (only === undefined ? axe : axe.withRules(only)).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  )
}

for (const scheme of ['light', 'dark'] as const)
  test(`every page can be used by everybody and keeps its own rules, ${scheme}`, async t => {
    // The colours are all that the schemes differ in.
    const only = scheme === 'light' ? undefined : 'color-contrast'
    const { page, complaints } = await visit(t, browser, fleet, { scheme })
    for (const address of addresses()) {
      await page.goto(`${fleet.url}${address}`)
      await ready(page)
      assert.deepEqual(await faults(page, only), [], address)
    }
    await page.goto(`${fleet.url}/detections?verdict=banned`)
    await page.locator('.list-body a').first().click()
    await page.getByRole('heading', { name: 'How we know' }).waitFor()
    await ready(page)
    assert.deepEqual(await faults(page, only), [], 'a detection')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    assert.deepEqual(await faults(page, only), [], 'the palette')
    assert.deepEqual(complaints, [])
  })

test('who is signed out is told how to get in', async t => {
  const { page, complaints } = await visit(t, browser, fleet, { signedIn: false })
  await page.goto(`${fleet.url}/detections`)
  await page.getByText('npm run -s console -- sign-in-link').waitFor()
  assert.deepEqual(await faults(page), [])
  assert.deepEqual(complaints, [])
})

for (const width of [1280, 390])
  test(`at ${width} px every word about a device fits, and copies of one tool are told apart`, async t => {
    const { page } = await visit(t, browser, fleet, { width })
    await page.goto(`${fleet.url}/devices`)
    await page.getByText('lab-01').waitFor()
    assert.deepEqual(await page.evaluate(CUT), [])
    await page.goto(`${fleet.url}/detections?q=oskar`)
    for (const place of ['~/.npm-global/…', '~/.nvm/…/v26.1.0/…'])
      await page.getByText(place).filter({ visible: true }).waitFor()
    assert.deepEqual(await page.evaluate(CUT), [])
  })

test('what no entry names is told by publisher and package, leads to its devices, and to a rule', async t => {
  const { page, complaints } = await visit(t, browser, fleet)
  await page.goto(`${fleet.url}/tools`)
  await page.getByRole('link', { name: '2 more are not in the catalog.' }).click()
  const panel = page.getByRole('complementary')
  await panel.getByRole('heading', { name: '@nanocollective/nanocoder' }).waitFor()
  await panel.getByText('by Nano Collective').waitFor()
  await panel.getByRole('button', { name: 'An entry and a rule for the policy' }).first().click()
  await panel.getByText('name: "@nanocollective/nanocoder"').first().waitFor()
  assert.deepEqual(await faults(page), [])
  await panel.getByRole('link', { name: 'On 2 devices, running on 1 this hour' }).click()
  await page.waitForURL(/detections/)
  await page.getByRole('row').filter({ hasText: 'dev-sun' }).waitFor()
  // Heading and two devices.
  assert.equal(await page.getByRole('row').count(), 3)
  await page.locator('.list-body a').first().click()
  await page.getByRole('link', { name: 'Not in the catalog', exact: true }).waitFor()
  await page.goto(`${fleet.url}/devices/${fleet.device('ws-2010')}`)
  await page.getByText('harbour.pilot').waitFor()
  await page.getByText('Not in the catalog, publisher not named').waitFor()
  assert.deepEqual(complaints, [])
})

test('on a phone nothing is wider than the screen, and a panel covers the list', async t => {
  const { page, complaints } = await visit(t, browser, fleet, { width: 390 })
  for (const address of addresses()) {
    await page.goto(`${fleet.url}${address}`)
    await ready(page)
    assert.deepEqual(await page.evaluate(TOO_WIDE), [], address)
    if (address.startsWith('/detections') || address === '/') assert.deepEqual(await faults(page), [], address)
  }
  await page.goto(`${fleet.url}/devices/${fleet.device('build-07')}`)
  const box = await page.getByRole('complementary').boundingBox()
  assert.equal(box?.width, 390)
  assert.deepEqual(complaints, [])
})

test('an empty console says how to enrol the first device, by its own address', async t => {
  const empty = await startFleet({ people: [] })
  t.after(empty.close)
  const { page, complaints } = await visit(t, browser, empty)
  for (const address of ['/', '/devices', '/detections', '/tools', '/tools/unknown', '/policy']) {
    await page.goto(`${empty.url}${address}`)
    await ready(page)
    assert.deepEqual(await faults(page, 'color-contrast'), [], address)
  }
  await page.goto(empty.url)
  await page.getByText('No device has enrolled yet.').waitFor()
  const commands = await page.locator('.command code').allInnerTexts()
  assert.ok(
    commands.some(text => text.includes(`WAYMARK_CONSOLE=${empty.url}`)),
    commands.join('\n'),
  )
  assert.deepEqual(complaints, [])
})
