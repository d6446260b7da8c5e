import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proxyFor } from './proxy-for.ts'

const at = (console: string, env: Record<string, string>, near = false) => proxyFor(new URL(console), near, env)
const CONSOLE = 'https://waymark.example:8420'
const HTTPS_PROXY = 'http://proxy.example:3128'

test('the lower-case spelling comes first; without a kind it is http', () => {
  const plain = { host: 'proxy.example', port: 3128, safe: false, authorization: null }
  assert.deepEqual(at(CONSOLE, { HTTPS_PROXY }), { is: 'proxy', proxy: plain })
  assert.deepEqual(at(CONSOLE, { HTTPS_PROXY: 'http://other.example', https_proxy: 'proxy.example:3128' }), {
    is: 'proxy',
    proxy: plain,
  })
  assert.deepEqual(at(CONSOLE, { HTTPS_PROXY: 'https://[2001:db8::1]' }), {
    is: 'proxy',
    proxy: { host: '2001:db8::1', port: 443, safe: true, authorization: null },
  })
})

test('a name and password become a header', () => {
  const choice = at(CONSOLE, { HTTPS_PROXY: 'http://li%40n:a%3Ab%@proxy.example' })
  assert.ok(choice.is === 'proxy')
  assert.equal(choice.proxy.authorization, `Basic ${btoa('li@n:a%3Ab%')}`)
})

test('never for this machine, for plain http, or where none is set', () => {
  assert.equal(at('https://localhost:8420', { HTTPS_PROXY }, true).is, 'none')
  assert.equal(at('http://127.0.0.1:8420', { HTTPS_PROXY }).is, 'none')
  assert.equal(at(CONSOLE, { HTTPS_PROXY: '', NO_PROXY: '' }).is, 'none')
})

test('what cannot be used is told, without a password in it', () => {
  for (const setting of ['socks5://lin:secret@proxy.example', 'http://', 'http://lin:secret@:1:2']) {
    const choice = at(CONSOLE, { HTTPS_PROXY: setting })
    assert.ok(choice.is === 'unusable', setting)
    assert.match(choice.reason, /^HTTPS_PROXY /)
    assert.doesNotMatch(choice.reason, /secret/)
  }
})

const exempt: readonly [host: string, list: string, is: boolean][] = [
  ['waymark.example', '*', true],
  ['waymark.example', 'waymark.example', true],
  ['waymark.example', 'WAYMARK.example', true],
  ['waymark.example', 'other.example, example', true],
  ['waymark.example', '.example', true],
  ['waymark.example', '*.example', true],
  ['waymark.example', 'other.example waymark.example', true],
  ['waymark.example', 'mark.example', false],
  ['waymark.example', 'waymark.example.evil', false],
  ['waymark.example', 'waymark.example:8420', true],
  ['waymark.example', 'waymark.example:443', false],
  ['waymark.example', ',', false],
  ['waymark.example', '10.0.0.0/8', false],
  ['10.1.2.3', '10.1.2.3', true],
  ['10.1.2.3', '10.0.0.0/8', true],
  ['10.1.2.3', '10.1.2.3:8420', true],
  ['10.1.2.3', '10.1.2.3:1', false],
  ['10.1.2.3', '10.2.0.0/16', false],
  ['10.1.2.3', '10.0.0.0/99', false],
  ['10.1.2.3', 'example', false],
  ['[2001:db8::7]', '2001:db8::7', true],
  ['[2001:db8::7]', '[2001:db8::7]:8420', true],
  ['[2001:db8::7]', '2001:db8::/32', true],
  ['[2001:db8::7]', '2001:db9::/32', false],
]
for (const [host, list, is] of exempt)
  test(`NO_PROXY ${list}: ${host} ${is ? 'goes past the proxy' : 'goes through it'}`, () => {
    assert.equal(at(`https://${host}:8420`, { HTTPS_PROXY, no_proxy: list }).is === 'none', is)
  })
