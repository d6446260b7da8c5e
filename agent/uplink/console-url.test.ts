import assert from 'node:assert/strict'
import { test } from 'node:test'
import { consoleUrl, enrolUrl, socketUrl } from './console-url.ts'

const good = [
  ['https://waymark.example', 'wss://waymark.example/agent', 'https://waymark.example/api/v1/enroll', false],
  [
    'https://it.example:8443/waymark',
    'wss://it.example:8443/waymark/agent',
    'https://it.example:8443/waymark/api/v1/enroll',
    false,
  ],
  ['http://127.0.0.1:8420', 'ws://127.0.0.1:8420/agent', 'http://127.0.0.1:8420/api/v1/enroll', true],
  ['http://localhost:8420/', 'ws://localhost:8420/agent', 'http://localhost:8420/api/v1/enroll', true],
  ['http://[::1]:1', 'ws://[::1]:1/agent', 'http://[::1]:1/api/v1/enroll', true],
] as const
for (const [setting, socket, enrol, near] of good)
  test(`taken: ${setting}`, () => {
    const read = consoleUrl(setting)
    assert.ok(read.ok)
    assert.deepEqual([socketUrl(read.url).href, enrolUrl(read.url).href, read.near], [socket, enrol, near])
  })

const bad = [
  ['http://waymark.example', /https/],
  ['http://localhost.example', /https/],
  ['http://127.0.0.1.example', /https/],
  ['ws://127.0.0.1', /https/],
  ['file:///etc/passwd', /https/],
  ['https://name:word@waymark.example', /password/],
  ['https://waymark.example/?a=b', /query/],
  ['waymark.example', /address/],
  ['', /address/],
] as const
for (const [setting, reason] of bad)
  test(`refused: ${setting || 'nothing'}`, () => {
    const read = consoleUrl(setting)
    assert.ok(!read.ok)
    assert.match(read.reason, reason)
  })
