import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoopback, ownNames } from './own-names.ts'

const address = (text: string, internal = false) => ({
  address: text,
  netmask: '',
  mac: '',
  internal,
  cidr: null,
  family: 'IPv4' as const,
})
const interfaces = {
  lo: [address('127.0.0.1', true)],
  eth0: [address('192.0.2.7'), address('fe80::1'), address('2001:db8::7')],
}
const SELF = ['localhost', '127.0.0.1', '::1']

test('everywhere: the public name first, every address, the host, and this machine to itself', () => {
  assert.deepEqual(
    ownNames({ host: '0.0.0.0', publicUrl: 'https://waymark.example:8420', hostname: 'Desk-1', interfaces }),
    ['waymark.example', '192.0.2.7', '2001:db8::7', 'desk-1', ...SELF],
  )
})

test('one address: that one, each name once', () => {
  assert.deepEqual(ownNames({ host: '192.0.2.7', publicUrl: 'https://192.0.2.7', hostname: 'localhost', interfaces }), [
    '192.0.2.7',
    ...SELF,
  ])
  assert.equal(
    ownNames({ host: '::', publicUrl: 'https://[2001:db8::9]', hostname: 'a', interfaces })[0],
    '2001:db8::9',
  )
})

test('loopback is what nobody else reaches', () => {
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1', '[::1]']) assert.ok(isLoopback(host), host)
  for (const host of ['0.0.0.0', '::', '192.0.2.7', 'localhost.example', '127.0.0.1.example'])
    assert.ok(!isLoopback(host), host)
})
