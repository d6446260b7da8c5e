import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { type TestContext, test } from 'node:test'
import { WebSocket } from 'ws'
import { runCli } from './cli.ts'
import { startConsole } from './main.ts'
import { quickStart } from './quick-start.ts'
import { CATALOG_DIR } from './rollout/catalog-files.ts'
import { authority, DAY, dial, folder, writePair } from './tls/scratch.ts'

/** The whole console over TLS, as browsers and programs meet it. */

const WITHIN = { timeout: 20_000 }
const company = await authority('Company CA')

const start = async (t: TestContext, given: { pair?: typeof company.leaf; host?: string }) => {
  const store = await folder(t)
  const { pair, host = '127.0.0.1' } = given
  const tls = pair === undefined ? null : await writePair(store, pair)
  const running = await startConsole({
    settings: { host, port: 0, publicUrl: null, store, tls },
    catalogDir: CATALOG_DIR,
    dist: null,
    version: '0.1.0',
    now: Date.now,
    random: bytes => randomBytes(bytes),
    logger: false,
  })
  t.after(() => running.stop('the test is over'))
  return { ...running, store, port: Number(new URL(running.url).port) }
}

const get = async (
  url: string,
  ca: string,
): Promise<{ status: number; headers: IncomingMessage['headers']; text: string }> => {
  const [response] = (await once(request(url, { ca }).end(), 'response')) as [IncomingMessage]
  const text = (await response.toArray()).join('')
  return { status: response.statusCode ?? 0, headers: response.headers, text }
}

test(
  "the company's certificate: browsers are told to stay with https, cookies go over it alone, live news too",
  WITHIN,
  async t => {
    const running = await start(t, { pair: company.leaf })
    const ca = company.ca.cert
    assert.match(running.url, /^https:\/\/127\.0\.0\.1:/)
    const ready = await get(`${running.url}/readyz`, ca)
    assert.equal(ready.text, 'ok\n')
    assert.equal(ready.headers['strict-transport-security'], 'max-age=31536000')
    const { signIn } = await quickStart(running.rooms, running.url)
    const [cookie = ''] = (await get(signIn, ca)).headers['set-cookie'] ?? []
    assert.match(cookie, /; Secure$/)

    const headers = { cookie: cookie.split(';')[0], origin: running.url }
    const live = new WebSocket(`${running.url.replace('https', 'wss')}/live`, { ca, headers })
    await once(live, 'open')
    live.close()
  },
)

test(
  'its own certificate, where others can reach it: by its authority alone, and no promise to browsers',
  WITHIN,
  async t => {
    const running = await start(t, { host: '0.0.0.0' })
    const ca = await readFile(`${running.store}/tls/ca.pem`, 'utf8')
    const ready = await get(`https://localhost:${running.port}/readyz`, ca)
    assert.equal(ready.status, 200)
    assert.equal(ready.headers['strict-transport-security'], undefined)
    assert.match(String(await dial(running.port, { ca: company.ca.cert })), /SELF_SIGNED_CERT_IN_CHAIN/)
    assert.match(String(await dial(running.port, { ca, maxVersion: 'TLSv1.2' })), /PROTOCOL_VERSION/)
    await assert.rejects(fetch(`http://127.0.0.1:${running.port}/readyz`), 'plain http is not answered')
  },
)

test('/readyz says it when the certificate ends soon', WITHIN, async t => {
  const soon = await authority('Soon CA', Date.now(), 3.5 * DAY)
  const running = await start(t, { pair: soon.leaf })
  assert.match(
    (await get(`${running.url}/readyz`, soon.ca.cert)).text,
    /^ok\nthe certificate ends on .*Z, in 3 days\n$/,
  )
})

test('serve: a certificate that cannot be used is told by its file, exit 1', WITHIN, async t => {
  const dir = await folder(t)
  const { cert } = await writePair(dir, company.leaf)
  const said: string[] = []
  const words = ['serve', '--listen', '127.0.0.1:0', '--store', dir, '--tls-cert', cert, '--tls-key', `${dir}/none.pem`]
  const exit = await runCli(words, {
    env: {},
    now: Date.now,
    random: bytes => randomBytes(bytes),
    out: line => said.push(line),
    err: line => said.push(line),
  })
  assert.equal(exit, 1)
  assert.match(
    said.at(-1) ?? '',
    /^waymark-console: the certificate cannot be used: .*none\.pem: cannot be read: ENOENT: mend/,
  )
})
