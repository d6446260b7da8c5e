import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { openSqlite } from '../store/sqlite.ts'
import { scratch } from './scratch.ts'

test('a link signs in once; the session holds for twelve hours', async t => {
  const { ask, signInLink, clock } = await scratch(t, openSqlite)
  const link = await signInLink()
  assert.equal((await ask(null, { method: 'HEAD', url: link })).statusCode, 404)
  assert.equal((await ask(null, { url: link, headers: { 'sec-purpose': 'prefetch' } })).statusCode, 204)
  const first = await ask(null, link)
  assert.deepEqual([first.statusCode, first.headers.location], [303, '/'])
  const set = String(first.headers['set-cookie'])
  assert.match(set, /^waymark_session=[A-Za-z0-9_-]{43}; /)
  for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Max-Age=43200']) assert.ok(set.includes(part), part)
  assert.ok(!set.includes('Secure'), 'a session over plain http could not come back')

  const second = await ask(null, link)
  assert.equal(second.statusCode, 410)
  assert.equal(second.headers['set-cookie'], undefined)
  assert.match(String(second.headers['content-type']), /^text\/html/)
  assert.match(second.body, /npm run -s console -- sign-in-link/)
  assert.match(String(second.headers['content-security-policy']), /style-src 'sha256-/)

  const cookie = set.split(';')[0] ?? ''
  const me = () => ask(null, { url: '/api/v1/me', headers: { cookie: `other=1; ${cookie}` } })
  assert.deepEqual((await me()).json(), { name: 'ann', role: 'admin', version: '0.1.0' })
  clock.now += 12 * 3_600_000
  assert.equal((await me()).statusCode, 401)
})

test('a link waits for a day', async t => {
  const { ask, signInLink, clock } = await scratch(t, openSqlite)
  const link = await signInLink()
  clock.now += 24 * 3_600_000
  assert.equal((await ask(null, link)).statusCode, 410)
})

test('the store holds no secret: neither link nor session nor token', async t => {
  const { ask, signInLink, tokens, store } = await scratch(t, openSqlite)
  const link = await signInLink()
  const secret =
    String((await ask(null, link)).headers['set-cookie'])
      .slice('waymark_session='.length, -1)
      .split(';')[0] ?? ''
  assert.equal(secret.length, 43)
  assert.equal(await store.session(secret, 0), null)
  assert.equal(await store.tokenByHash(tokens.admin, 0), null)
  const redeemed = await store.redeemSignInLink(link.split('/').at(-1) ?? '', { hash: 'h', expiresAt: 1 }, 0)
  assert.equal(redeemed, null)
})

test('the web application: its files, its page for every other address, nothing beside it', async t => {
  const dist = await mkdtemp(path.join(os.tmpdir(), 'waymark-dist-'))
  t.after(() => rm(dist, { recursive: true }))
  await mkdir(path.join(dist, 'assets'))
  await writeFile(path.join(dist, 'index.html'), '<title>page</title>')
  await writeFile(path.join(dist, 'assets', 'index-abc.js'), 'script')
  await writeFile(path.join(dist, '.hidden'), 'hidden')
  const { ask } = await scratch(t, openSqlite, { dist })
  const get = async (url: string) => {
    const { statusCode, body, headers } = await ask(null, url)
    return { statusCode, body, cache: headers['cache-control'] }
  }
  const page = { statusCode: 200, body: '<title>page</title>', cache: 'no-cache' }
  for (const url of ['/', '/devices', '/devices/d-1', '/detections?verdict=banned'])
    assert.deepEqual(await get(url), page, url)
  assert.deepEqual(await get('/assets/index-abc.js'), {
    statusCode: 200,
    body: 'script',
    cache: 'public, max-age=31536000, immutable',
  })
  for (const url of ['/assets/gone.js', '/.hidden', '/..%2f..%2fetc%2fpasswd', '/%2e%2e/package.json', '/api/v1/nope'])
    assert.equal((await get(url)).statusCode, 404, url)
})
