import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openFrameEnds } from './frame-ends.ts'

const HEAD = Buffer.from('GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n')
const masked = (body: number): Buffer =>
  Buffer.concat([Buffer.from([0x81, 0x80 | body, 1, 2, 3, 4]), Buffer.alloc(body)])
const long = Buffer.concat([Buffer.from([0x81, 126, 0x01, 0x00]), Buffer.alloc(256)])
const longer = Buffer.concat([Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]), Buffer.alloc(65_536)])
const empty = Buffer.from([0x8a, 0])
const PARTS = [HEAD, masked(5), long, longer, empty, masked(0)]
const ENDS = PARTS.map((_, i) => Buffer.concat(PARTS.slice(0, i + 1)).length)
const STREAM = Buffer.concat(PARTS)

test('the ends of head and frames are found, short and long, masked and empty', () => {
  assert.deepEqual(openFrameEnds().in(STREAM), ENDS)
})

test('however the stream is cut', () => {
  for (const step of [1, 3, 64, 4_096]) {
    const frames = openFrameEnds()
    const ends: number[] = []
    for (let at = 0; at < STREAM.length; at += step)
      ends.push(...frames.in(STREAM.subarray(at, at + step)).map(end => at + end))
    assert.deepEqual(ends, ENDS)
  }
})
