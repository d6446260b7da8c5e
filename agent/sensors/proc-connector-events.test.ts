import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listenMessage, parseConnector } from './proc-connector-events.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')

/** @param data what, cpu, time and what comes after, as Linux 6.18 sends it: 76 bytes in all. */
const datagram = (data: string, name = '01000000 01000000'): Buffer =>
  Buffer.concat([hex(`4c000000 0300 0000 00000000 00000000 ${name} 01000000 00000000 2800 0000 ${data}`)], 76)
const TIME = '01000000 a3d01b5d9d010000'

test('a launch names the process, not the thread', () => {
  assert.deepEqual(parseConnector(datagram(`02000000 ${TIME} d7340000 d6340000`)), { is: 'exec', pid: 0x34d6 })
})

test('an end is that of the process; a thread that ends is no news', () => {
  assert.deepEqual(parseConnector(datagram(`00000080 ${TIME} d6340000 d6340000`)), { is: 'exit', pid: 0x34d6 })
  assert.equal(parseConnector(datagram(`00000080 ${TIME} d7340000 d6340000`)), null)
})

test('the answer to our asking', () => {
  assert.deepEqual(parseConnector(datagram(`00000000 ${TIME} 00000000`)), { is: 'answer', error: 0 })
  assert.deepEqual(parseConnector(datagram(`00000000 ${TIME} 01000000`)), { is: 'answer', error: 1 })
})

test('forks, other connectors and what is cut off are no events', () => {
  assert.equal(parseConnector(datagram(`01000000 ${TIME} d6340000 d6340000`)), null)
  assert.equal(parseConnector(datagram(`02000000 ${TIME} d6340000 d6340000`, '03000000 01000000')), null)
  assert.equal(parseConnector(datagram(`02000000 ${TIME} d6340000 d6340000`).subarray(0, 58)), null)
  assert.equal(parseConnector(Buffer.alloc(0)), null)
})

test('what is asked, byte by byte', () => {
  const head = '00000000 00000000 01000000 01000000 00000000 00000000'
  assert.deepEqual(listenMessage('all'), hex(`28000000 0300 0000 ${head} 0400 0000 01000000`))
  assert.deepEqual(listenMessage('launches-and-ends'), hex(`2c000000 0300 0000 ${head} 0800 0000 01000000 02000080`))
})
