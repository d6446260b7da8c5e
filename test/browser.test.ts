import assert from 'node:assert/strict'
import test from 'node:test'
import { launchBrowser } from './browser.ts'

test('two browsers started at once both show a page', async () => {
  const browsers = await Promise.all([launchBrowser(), launchBrowser()])
  try {
    for (const browser of browsers) {
      const page = await browser.newPage()
      await page.setContent('<p id="sum"></p><script>sum.textContent = String(20 + 22)</script>')
      assert.equal(await page.textContent('#sum'), '42')
    }
  } finally {
    await Promise.all(browsers.map(browser => browser.close()))
  }
})
