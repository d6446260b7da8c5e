import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { newSignInLink } from '../../console/access/sign-in.ts'
import { ensureBuilt } from '../../console/web/build.ts'
import { launchBrowser } from '../browser.ts'
import { openOffice } from '../faults/devices/stations.ts'

const BOARD = createHash('sha256').update('one board').digest('hex')

test('an admin sees what is remarkable, approves, revokes, and makes the token for the next', {
  timeout: 120_000,
}, async t => {
  const { running, station } = await openOffice(t, { dist: await ensureBuilt(() => {}) })
  const desk = await station('desk')
  await desk.enrol()
  desk.describe(BOARD)
  await desk.connect()
  const anew = await station('anew')
  await anew.enrol()
  await desk.sent()
  anew.describe(BOARD)
  await anew.connect()
  await anew.sent()
  const silent = await station('silent')
  await silent.enrol()

  const browser = await launchBrowser()
  t.after(() => browser.close())
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const broken: string[] = []
  page.on('pageerror', error => broken.push(String(error)))
  page.on('console', said => said.type() === 'error' && broken.push(said.text()))
  await page.goto(running.url + (await newSignInLink(running.rooms, { name: 'ann', role: 'admin' })))
  const accessible = async (what: string) => {
    const { violations } = await new AxeBuilder({ page }).analyze()
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`),
      [],
      what,
    )
  }

  await page.getByRole('link', { name: '1 device to approve' }).click()
  const row = page.getByRole('link', { name: 'anew' })
  await row.click()
  const panel = page.getByRole('complementary', { name: 'Device' })
  await panel.getByText('Another key was enrolled on the same machine').waitFor()
  await accessible('a device to approve')
  await panel.getByRole('button', { name: 'Approve in place of the older one' }).click()
  await panel.getByText('may not connect any more').waitFor()
  await accessible('the question')
  await panel.getByRole('button', { name: 'Leave it as it is' }).click()
  assert.equal((await anew.seen()).state, 'pending')
  await panel.getByRole('button', { name: 'Approve in place of the older one' }).click()
  await panel.getByRole('button', { name: /^Yes/ }).click()
  await panel.getByRole('button', { name: 'Revoke its enrolment' }).waitFor()
  await panel.getByText('Another key was enrolled').waitFor({ state: 'detached' })
  assert.deepEqual([(await anew.seen()).state, (await desk.seen()).state], ['enrolled', 'replaced'])

  await page.goto(`${running.url}/devices/${anew.id}`)
  await panel.getByRole('button', { name: 'Revoke its enrolment' }).click()
  await panel.getByRole('button', { name: /^Yes/ }).click()
  await panel.getByText('Its enrolment has been ended').waitFor()
  assert.equal((await anew.seen()).state, 'revoked')

  await page.goto(`${running.url}/devices/${silent.id}`)
  await panel.getByText('It has enrolled and said nothing yet').waitFor()
  await accessible('a device that said nothing')

  await page.goto(`${running.url}/settings`)
  await page.getByRole('textbox', { name: 'What it is for' }).fill('The Berlin office')
  await page.getByRole('textbox', { name: 'How many devices' }).fill('1')
  await page.getByRole('button', { name: 'Make a token for 1 of them' }).click()
  const token = await page.getByRole('status').locator('code').innerText()
  const next = await station('next')
  assert.equal((await next.enrol(token.trim())).is, 'enrolled')
  await page.reload()
  const listed = page.getByRole('listitem').filter({ hasText: 'The Berlin office' })
  await listed.getByText('Used up').waitFor()
  await accessible('settings')
  await listed.getByRole('button', { name: 'Revoke' }).click()
  await listed.getByRole('button', { name: /^Yes/ }).click()
  await listed.waitFor({ state: 'detached' })
  assert.deepEqual(broken, [])
})
