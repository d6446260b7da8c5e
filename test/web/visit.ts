import type { TestContext } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { Fleet } from './fleet.ts'

export type Visit = {
  readonly page: Page
  /** What the browser complained of: broken page rules, errors, failed requests for files. */
  readonly complaints: string[]
}

export type Look = { readonly scheme?: 'light' | 'dark'; readonly width?: number; readonly signedIn?: boolean }

/** Runs in the page, before anything else there does. */
const REPORT = `document.addEventListener('securitypolicyviolation', event => {
  reportViolation([event.violatedDirective, event.blockedURI, event.sample].join(' '))
})`

/** A browser of its own, signed in, that writes down every complaint. */
export const visit = async (t: TestContext, browser: Browser, fleet: Fleet, look: Look = {}): Promise<Visit> => {
  const { scheme = 'light', width = 1280, signedIn = true } = look
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: scheme,
    hasTouch: width < 500,
    isMobile: width < 500,
    reducedMotion: 'reduce',
  })
  t.after(() => context.close())
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(`error: ${error.message}`))
  page.on('console', message => {
    const text = message.text()
    if (message.type() === 'error' && !/status of 401/.test(text)) complaints.push(`console: ${text}`)
  })
  await page.exposeFunction('reportViolation', (text: string) => void complaints.push(`page rules: ${text}`))
  await page.addInitScript(REPORT)
  if (signedIn) await page.goto(await fleet.signIn())
  return { page, complaints }
}

/** Until the page has asked and drawn. */
export const ready = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle')
  await page.locator('h1').first().waitFor()
}
