import { randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { LIMITS } from '../../../protocol/limits.ts'
import { frame, header, type RawSocket } from './raw-socket.ts'

/** What F27 lists, from a sender that is proven and one that is not: how it is sent, and the code and word that end it. */
export type HostileFrame = {
  readonly why: string
  /** @param epoch of the device's ledger, as its hello named it. */
  readonly send: (socket: RawSocket, epoch: string) => Promise<void>
  readonly code: number
  readonly word: RegExp
}

const MALFORMED = { code: 4400, word: /^malformed: \w/ }
const TOO_LARGE = { code: 4413, word: /^too-large: \w/ }
const text = (value: string | Buffer): ((socket: RawSocket) => Promise<void>) => {
  const written = frame(0x81, Buffer.from(value))
  return socket => socket.bytes(written)
}
const wire = (...parts: readonly Buffer[]): ((socket: RawSocket) => Promise<void>) => {
  const written = Buffer.concat(parts)
  return socket => socket.bytes(written)
}
/** Goes on for as long as anybody takes it. */
const flood = (parts: Buffer, times: number) => async (socket: RawSocket) => {
  for (let n = 0; n < times && !socket.isClosing(); n++) await socket.bytes(parts)
}

const MEGABYTE = Buffer.alloc(1024 * 1024, 'x')
const deep = (open: string, close: string, n: number): string => open.repeat(n) + close.repeat(n)
const bomb = deflateRawSync(Buffer.alloc(95 * 1024 * 1024))
const fragment = frame(0x00, Buffer.from('x'))
const ping = frame(0x89, randomBytes(100))
const ZEROS = '0'.repeat(64)
/** The first entry of a ledger, with a body that is JSON already. */
const body = (json: string) => (socket: RawSocket, epoch: string) =>
  text(
    `{"type":"entries","entries":[{"epoch":"${epoch}","seq":1,"body":${json},"digest":"${ZEROS}","hash":"${ZEROS}"}]}`,
  )(socket)
const forked = (seq: string): string => `{"type":"forked","seq":${seq},"hash":null}`
const hashed = (hash: string): string => `{"type":"forked","seq":1,"hash":${hash}}`

export const HOSTILE_FRAMES: readonly HostileFrame[] = [
  { why: 'truncated JSON', send: text('{"type":"entries","entries":[{"epoch":"'), ...MALFORMED },
  { why: 'truncated in a character', send: wire(frame(0x81, Buffer.from([0x7b, 0xe6, 0xb0]))), ...MALFORMED },
  {
    why: 'a frame of 90 MB',
    send: async socket => {
      await socket.bytes(header(0x81, 90 * MEGABYTE.length))
      await flood(MEGABYTE, 90)(socket)
    },
    ...TOO_LARGE,
  },
  {
    why: '90 MB in fragments of just under the limit',
    send: async socket => {
      const part = Buffer.alloc(LIMITS.frameBytes - 1, 'x')
      await socket.bytes(frame(0x01, part))
      await flood(frame(0x00, part), 360)(socket)
    },
    ...TOO_LARGE,
  },
  { why: 'a length of 2^63 - 1', send: wire(Buffer.from([0x81, 0xff, 0x7f, ...Array(11).fill(0xff)])), ...TOO_LARGE },
  { why: 'a bomb in a compressed frame', send: wire(frame(0xc1, bomb)), ...MALFORMED },
  { why: 'a bomb as binary', send: wire(frame(0x82, bomb)), ...MALFORMED },
  {
    why: '100,000 fragments',
    send: async socket => {
      await socket.bytes(frame(0x01, Buffer.from('x')))
      await flood(Buffer.concat(Array(1_000).fill(fragment)), 100)(socket)
    },
    ...TOO_LARGE,
  },
  {
    why: '100,000 empty fragments',
    send: async socket => {
      await socket.bytes(frame(0x01, Buffer.alloc(0)))
      await flood(Buffer.concat(Array(1_000).fill(frame(0x00, Buffer.alloc(0)))), 100)(socket)
    },
    ...TOO_LARGE,
  },
  { why: '10,000 pings', send: flood(Buffer.concat(Array(100).fill(ping)), 100), ...TOO_LARGE },
  {
    why: '10,000 pongs that nobody asked for',
    send: flood(Buffer.concat(Array(100).fill(frame(0x8a, randomBytes(100)))), 100),
    ...TOO_LARGE,
  },
  { why: 'a ping larger than one may be', send: wire(header(0x89, 126), Buffer.alloc(126)), ...MALFORMED },
  { why: 'a fragment of nothing', send: wire(fragment), ...MALFORMED },
  {
    why: 'a text inside a text',
    send: wire(frame(0x01, Buffer.from('{')), frame(0x81, Buffer.from('}'))),
    ...MALFORMED,
  },
  { why: 'reserved bits', send: wire(frame(0xb1, Buffer.from('x'))), ...MALFORMED },
  { why: 'a reserved opcode', send: wire(frame(0x8b, Buffer.alloc(0))), ...MALFORMED },
  { why: 'no mask', send: wire(Buffer.from([0x81, 0x02, 0x7b, 0x7d])), ...MALFORMED },
  { why: 'invalid UTF-8', send: wire(frame(0x81, Buffer.from([0xc3, 0x28]))), ...MALFORMED },
  { why: 'overlong UTF-8', send: wire(frame(0x81, Buffer.from([0xc0, 0xaf]))), ...MALFORMED },
  { why: 'a surrogate in UTF-8', send: wire(frame(0x81, Buffer.from([0xed, 0xa0, 0x80]))), ...MALFORMED },
  { why: 'binary', send: wire(frame(0x82, Buffer.from('{}'))), ...MALFORMED },
  { why: 'lists 100,000 deep', send: text(deep('[', ']', 100_000)), ...MALFORMED },
  { why: 'objects 40,000 deep', send: text(deep('{"a":', '}', 40_000).replace('}', '1}')), ...MALFORMED },
  { why: 'a body 100,000 deep', send: body(deep('[', ']', 100_000)), ...MALFORMED },
  { why: '__proto__', send: text('{"type":"forked","__proto__":{"seq":1},"seq":1,"hash":null}'), ...MALFORMED },
  {
    why: '__proto__ in an entry',
    send: body(JSON.stringify('{"__proto__":{"kind":"ledger-began"}}')),
    ...MALFORMED,
  },
  { why: 'constructor', send: text('{"type":"forked","constructor":{},"seq":1,"hash":null}'), ...MALFORMED },
  { why: 'a doubled key', send: text('{"type":"forked","seq":1,"seq":1,"hash":null}'), ...MALFORMED },
  {
    why: 'a doubled key, spelled otherwise',
    send: text('{"type":"forked","seq":1,"s\\u0065q":1,"hash":null}'),
    ...MALFORMED,
  },
  { why: '20,000 doubled keys', send: text(`{${Array(20_000).fill('"a":1').join(',')}}`), ...MALFORMED },
  { why: 'NaN', send: text(forked('NaN')), ...MALFORMED },
  { why: 'Infinity', send: text(forked('1e999')), ...MALFORMED },
  { why: 'minus nothing', send: text(forked('-0')), ...MALFORMED },
  { why: 'a fraction', send: text(forked('1.5')), ...MALFORMED },
  { why: 'past 2^53', send: text(forked('9007199254740993')), ...MALFORMED },
  { why: 'a number of 200,000 digits', send: text(forked('1'.repeat(200_000))), ...MALFORMED },
  { why: 'a lone surrogate', send: text(hashed('"\\ud800"')), ...MALFORMED },
  { why: 'a lone surrogate in a body', send: body(JSON.stringify('{"kind":"\\udc00"}')), ...MALFORMED },
  { why: 'NUL', send: text(hashed('"\\u0000"')), ...MALFORMED },
  { why: 'a byte order mark', send: text('\ufeff{"type":"forked","seq":1,"hash":null}'), ...MALFORMED },
  { why: 'a list of 120,000', send: text(`[${Array(120_000).fill('0').join(',')}]`), ...MALFORMED },
  { why: 'an unknown type', send: text('{"type":"run","command":"id"}'), code: 4415, word: /^unknown-type: \w/ },
  { why: 'a type that is no text', send: text('{"type":["entries"]}'), code: 4415, word: /^unknown-type: \w/ },
  { why: 'a field more', send: text('{"type":"forked","seq":1,"hash":null,"prompt":"x"}'), ...MALFORMED },
]
