import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BadSetting, readSettings } from './settings.ts'

const read = (given: Partial<Parameters<typeof readSettings>[0]>) =>
  readSettings({ flags: {}, env: {}, file: null, ...given })
const file = (text: string) => ({ name: 'console.yaml', text })

test('settings: built-in', () => {
  assert.deepEqual(read({}), {
    host: '127.0.0.1',
    port: 8420,
    publicUrl: null,
    store: '/var/lib/waymark-console',
    tls: null,
  })
  assert.equal(read({ env: { WAYMARK_HOME: '/w' } }).store, '/w/console')
})

test('settings: file < environment < flags', () => {
  const given = {
    file: file('listen: 10.0.0.1:1\nstore: /file\npublicUrl: https://file.example\n'),
    env: { WAYMARK_LISTEN: '10.0.0.2:2', WAYMARK_STORE: '/env', WAYMARK_HOME: '/w' },
    flags: { listen: '[::1]:0', store: undefined },
  }
  assert.deepEqual(read(given), {
    host: '::1',
    port: 0,
    publicUrl: 'https://file.example',
    store: '/env',
    tls: null,
  })
})

test('settings: certificate and key, each from its last layer', () => {
  const given = {
    file: file('tls:\n  cert: /file/cert.pem\n  key: /file/key.pem\n'),
    env: { WAYMARK_TLS_KEY: '/env/key.pem' },
  }
  assert.deepEqual(read(given).tls, { cert: '/file/cert.pem', key: '/env/key.pem' })
  assert.deepEqual(read({ ...given, flags: { tlsCert: '/flag/cert.pem' } }).tls, {
    cert: '/flag/cert.pem',
    key: '/env/key.pem',
  })
})

test('settings: plain http on this machine, also behind what ends TLS; everywhere else https', () => {
  assert.equal(read({ flags: { publicUrl: 'http://localhost:8420' } }).publicUrl, 'http://localhost:8420')
  assert.equal(read({ flags: { publicUrl: 'https://waymark.example' } }).publicUrl, 'https://waymark.example')
  const elsewhere = { listen: '0.0.0.0:8420', publicUrl: 'https://waymark.example' }
  assert.equal(read({ flags: elsewhere }).host, '0.0.0.0')
})

const bad = [
  {
    why: 'an unknown key in the file',
    given: { file: file('listen: 127.0.0.1:1\nlisen: x\n') },
    says: /console\.yaml:2:1 unknown-key/,
  },
  { why: 'a file that is no YAML', given: { file: file('[') }, says: /console\.yaml:1:\d+ bad-yaml/ },
  { why: 'a port too high', given: { flags: { listen: '127.0.0.1:65536' } }, says: /flags: listen/ },
  { why: 'an address without a port', given: { env: { WAYMARK_LISTEN: 'localhost' } }, says: /environment: listen/ },
  {
    why: 'a public address with a path',
    given: { flags: { publicUrl: 'https://a.example/x' } },
    says: /flags: publicUrl/,
  },
  {
    why: 'a key without its certificate',
    given: { env: { WAYMARK_TLS_KEY: '/k' } },
    says: /tls\.cert: is missing/,
  },
  {
    why: 'a certificate without its key',
    given: { file: file('tls: { cert: /c }\n') },
    says: /tls\.key: is missing/,
  },
  {
    why: 'a key of tls that there is not',
    given: { file: file('tls:\n  ca: /c\n') },
    says: /console\.yaml:2:3 unknown-key/,
  },
  {
    why: 'plain http for others',
    given: { flags: { publicUrl: 'http://waymark.example' } },
    says: /publicUrl: .*plain http stays on this machine: write https/,
  },
  {
    why: 'plain http on an address that others reach',
    given: { flags: { listen: '0.0.0.0:8420', publicUrl: 'http://127.0.0.1:8420' } },
    says: /publicUrl: .*speaks https alone/,
  },
  {
    why: 'plain http with a certificate',
    given: { flags: { publicUrl: 'http://127.0.0.1:8420', tlsCert: '/c', tlsKey: '/k' } },
    says: /publicUrl: .*speaks https alone/,
  },
  { why: 'a public address of another kind', given: { flags: { publicUrl: 'file:///etc' } }, says: /flags: publicUrl/ },
]
for (const { why, given, says } of bad)
  test(`settings: ${why} is refused by its place`, () => {
    assert.throws(
      () => read(given),
      (error: unknown) => error instanceof BadSetting && says.test(error.message),
    )
  })
