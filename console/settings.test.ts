import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BadSetting, readSettings } from './settings.ts'

const read = (given: Partial<Parameters<typeof readSettings>[0]>) =>
  readSettings({ flags: {}, env: {}, file: null, ...given })
const file = (text: string) => ({ name: 'console.yaml', text })

test('settings: built-in', () => {
  assert.deepEqual(read({}), { host: '127.0.0.1', port: 8420, publicUrl: null, store: '/var/lib/waymark-console' })
  assert.equal(read({ env: { WAYMARK_HOME: '/w' } }).store, '/w/console')
})

test('settings: file < environment < flags', () => {
  const given = {
    file: file('listen: 10.0.0.1:1\nstore: /file\npublicUrl: https://file.example\n'),
    env: { WAYMARK_LISTEN: '10.0.0.2:2', WAYMARK_STORE: '/env', WAYMARK_HOME: '/w' },
    flags: { listen: '[::1]:0', store: undefined },
  }
  assert.deepEqual(read(given), { host: '::1', port: 0, publicUrl: 'https://file.example', store: '/env' })
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
  { why: 'a public address of another kind', given: { flags: { publicUrl: 'file:///etc' } }, says: /flags: publicUrl/ },
]
for (const { why, given, says } of bad)
  test(`settings: ${why} is refused by its place`, () => {
    assert.throws(
      () => read(given),
      (error: unknown) => error instanceof BadSetting && says.test(error.message),
    )
  })
