import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { ensureBuilt } from '../../../console/web/build.ts'
import { launchBrowser } from '../../browser.ts'
import { startNamedConsole } from './named-console.ts'

/** Runs in the page, before anything else there does. */
const WATCH = `
  window.pwned = () => pwn('a name was run')
  document.addEventListener('securitypolicyviolation', event => {
    pwn(['page rules:', event.violatedDirective, event.blockedURI, event.sample].join(' '))
  })`

/** Runs in the page: elements that only a name could have made, and addresses that run something or lead away. */
const MADE_BY_NAMES = `[...document.querySelectorAll(
  '.pwned, iframe, object, embed, base, [onerror], [onload], [onmouseover], script:not([src]), [srcdoc]'
), ...[...document.querySelectorAll('a[href], form[action], img[src]')].filter(
  one => new URL(one.href ?? one.action ?? one.src, location.href).origin !== location.origin
)].map(one => one.outerHTML.slice(0, 200))`

/** Runs in the page: goes there as a link of the application does. */
const GO = (address: string): string =>
  `history.pushState({}, '', ${JSON.stringify(address)}); dispatchEvent(new PopStateEvent('popstate'))`

/** @returns whether the name comes to stand in the panel, as text. */
const shows = async (page: Page, name: string): Promise<boolean> => {
  const there = `document.querySelector('.panel')?.textContent.includes(${JSON.stringify(name)}) === true`
  for (let tries = 0; tries < 200; tries++) {
    if ((await page.evaluate(there)) === true) return true
    await pause(25)
  }
  return false
}

const settled = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle')
  await page.locator('h1').first().waitFor()
}

test('F55: hostile names are literal text on every page of the console', { timeout: 240_000 }, async t => {
  const { url, signIn, all } = await startNamedConsole(t, await ensureBuilt(() => {}))
  const browser = await launchBrowser()
  t.after(() => browser.close())
  const page = await browser.newPage()
  const amiss: string[] = []
  page.on('dialog', dialog => {
    amiss.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('pageerror', error => amiss.push(`error: ${error.message}`))
  page.on('console', message => {
    if (message.type() === 'error') amiss.push(`console: ${message.text()}`)
  })
  page.on('request', request => {
    if (new URL(request.url()).origin !== url) amiss.push(`asked ${request.url()}`)
  })
  await page.exposeFunction('pwn', (text: string) => void amiss.push(text))
  await page.addInitScript(WATCH)
  await page.goto(await signIn())
  await settled(page)

  const missing: string[] = []
  const look = async (address: string, name: string | null): Promise<void> => {
    await page.evaluate(GO(address))
    if (name === null) await settled(page)
    else if (!(await shows(page, name))) missing.push(`${address}: ${name}`)
    amiss.push(...((await page.evaluate(MADE_BY_NAMES)) as string[]).map(html => `${address}: ${html}`))
  }
  for (const address of [
    '/tools',
    '/tools/unknown',
    '/tools/unknown-assistant',
    '/policy',
    '/devices',
    '/detections',
    '/',
  ])
    await look(address, null)
  for (const { shown, device, detection } of all) {
    // Each that is missing has been waited for.
    if (missing.length + amiss.length > 5) break
    await look(`/devices/${device}`, shown)
    await look(`/devices/${device}/ledger`, shown)
    await look(`/detections/${device}/${detection}`, shown)
  }
  assert.deepEqual(missing, [])
  assert.deepEqual(amiss, [])
})
