import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { type Fleet, startFleet } from './web/fleet.ts'

/**
 * Takes pictures of every page: 1280 and 390 px, light and dark, empty and with detections.
 * `npm run screenshots [FOLDER]`; the default is `.cache/screenshots`.
 */

const FOLDER = process.argv[2] ?? join(import.meta.dirname, '..', '.cache', 'screenshots')
const SIZES = [
  { name: 'wide', width: 1280, height: 800, phone: false },
  { name: 'phone', width: 390, height: 844, phone: true },
] as const
const SCHEMES = ['light', 'dark'] as const

const PAGES: Record<string, (fleet: Fleet) => string> = {
  overview: () => '/',
  devices: () => '/devices',
  detections: () => '/detections',
  tools: () => '/tools',
  policy: () => '/policy',
  settings: () => '/settings',
}

const settle = async (page: Page): Promise<void> => {
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(300)
}

const panels = async (
  page: Page,
  fleet: Fleet,
  hasKeys: boolean,
  shot: (name: string) => Promise<void>,
): Promise<void> => {
  await page.goto(`${fleet.url}/detections?verdict=banned`)
  await page.locator('.list-body a').first().click()
  await settle(page)
  await shot('detection-panel')
  await page.goto(`${fleet.url}/devices/${fleet.device('build-07')}`)
  await settle(page)
  await shot('device-panel')
  await page.goto(`${fleet.url}/devices/${fleet.device('build-07')}/ledger`)
  await settle(page)
  await shot('ledger-panel')
  await page.goto(`${fleet.url}/tools/claude-code`)
  await settle(page)
  await shot('tool-panel')
  await page.goto(`${fleet.url}/devices/${fleet.device('ws-2010')}`)
  await settle(page)
  await shot('unknown-on-device')
  await page.goto(`${fleet.url}/tools/unknown`)
  await settle(page)
  await page.getByRole('button', { name: 'An entry and a rule' }).first().click()
  await settle(page)
  await shot('unknown-panel')
  await page.goto(`${fleet.url}/detections`)
  await settle(page)
  // Keys are for those who have a keyboard.
  if (hasKeys) {
    await page.keyboard.press('Control+k')
    await settle(page)
    await shot('palette')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await settle(page)
    await shot('keys')
  }
  await page.goto(`${fleet.url}/nowhere`)
  await settle(page)
  await shot('not-found')
}

const run = async (fleet: Fleet, kind: 'empty' | 'full', context: BrowserContext, name: string): Promise<void> => {
  const page = await context.newPage()
  const shot = async (what: string): Promise<void> => {
    await page.screenshot({ path: join(FOLDER, `${what}-${kind}-${name}.png`) })
  }
  if (kind === 'empty') {
    await page.goto(fleet.url)
    await settle(page)
    await shot('signed-out')
  }
  await page.goto(await fleet.signIn())
  for (const [what, address] of Object.entries(PAGES)) {
    await page.goto(`${fleet.url}${address(fleet)}`)
    await settle(page)
    await shot(what)
  }
  if (kind === 'full') await panels(page, fleet, !name.startsWith('phone'), shot)
  await page.close()
}

await mkdir(FOLDER, { recursive: true })
const browser = await launchBrowser()
/** The picture of the README: the first page, sharp on every screen. */
const portrait = async (fleet: Fleet): Promise<void> => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, deviceScaleFactor: 2 })
  await page.goto(await fleet.signIn())
  await settle(page)
  await page.screenshot({ path: join(FOLDER, 'console.png') })
  await page.close()
}

try {
  for (const kind of ['empty', 'full'] as const) {
    const fleet = await startFleet(kind === 'empty' ? { people: [] } : {})
    try {
      if (kind === 'full') await portrait(fleet)
      for (const size of SIZES)
        for (const scheme of SCHEMES) {
          const context = await browser.newContext({
            viewport: { width: size.width, height: size.height },
            colorScheme: scheme,
            isMobile: size.phone,
            hasTouch: size.phone,
            deviceScaleFactor: size.phone ? 2 : 1,
          })
          await run(fleet, kind, context, `${size.name}-${scheme}`)
          await context.close()
        }
    } finally {
      await fleet.close()
    }
  }
} finally {
  await browser.close()
}
console.log(`pictures in ${FOLDER}`)
