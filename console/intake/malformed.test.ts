import assert from 'node:assert/strict'
import { connect as connectSocket } from 'node:net'
import { after, test } from 'node:test'
import { LIMITS } from '../../protocol/limits.ts'
import { openSqlite } from '../store/sqlite.ts'
import {
  comeIn,
  connect,
  enrolledDevice,
  helloOf,
  meet,
  newChain,
  newDevice,
  type Running,
  startIntake,
} from './scratch.ts'

/**
 * Each of these ends its own connection with a code and a word. Before and after each, another agent on the same
 * console has a batch acknowledged: nothing else ends.
 */
const chain = () => {
  const made = newChain()
  return { ...made, second: made.condition(1), third: made.condition(2) }
}
type Chain = ReturnType<typeof chain>
const body = (made: Chain, change: (text: string) => string) => ({ ...made.began, body: change(made.began.body) })
const entries = (...list: unknown[]) => JSON.stringify({ type: 'entries', entries: list })
const A43 = 'A'.repeat(43)
const NOBODY = { nonce: A43, own: A43, key: A43 }
const deep = '['.repeat(100_000) + ']'.repeat(100_000)

/** Every report that names a device at all. */
const OF_ANOTHER = [
  { kind: 'enrolled', device: `d-${'0'.repeat(32)}`, console: 'c' },
  { kind: 'unenrolled', device: `d-${'0'.repeat(32)}`, console: 'c', why: 'uninstalled' },
  { kind: 'key-renewed', device: `d-${'0'.repeat(32)}`, key: A43 },
]

const fromTheKnown: readonly { why: string; frame: (made: Chain) => string | Buffer; code: number; reason: RegExp }[] =
  [
    { why: 'no JSON', frame: () => 'GET / HTTP/1.1', code: 4400, reason: /^malformed: not JSON/ },
    { why: 'half a frame', frame: () => '{"type":"entries","entries":[', code: 4400, reason: /^malformed/ },
    { why: 'empty', frame: () => '', code: 4400, reason: /^malformed/ },
    { why: 'a list', frame: () => '[]', code: 4400, reason: /not an object/ },
    { why: 'null', frame: () => 'null', code: 4400, reason: /not an object/ },
    { why: 'binary', frame: () => Buffer.from('{}'), code: 4400, reason: /binary/ },
    { why: 'nested too deep', frame: () => `{"type":"entries","entries":${deep}}`, code: 4400, reason: /nested/ },
    { why: 'unknown type', frame: () => '{"type":"run","command":"id"}', code: 4415, reason: /^unknown-type/ },
    { why: 'no type', frame: () => '{"entries":[]}', code: 4415, reason: /^unknown-type/ },
    { why: 'a type of the console', frame: () => '{"type":"welcome"}', code: 4415, reason: /^unknown-type/ },
    { why: 'too large', frame: () => `{"type":"${'x'.repeat(LIMITS.frameBytes)}"}`, code: 4413, reason: /^too-large/ },
    { why: 'a megabyte', frame: () => 'x'.repeat(1_000_000), code: 4413, reason: /^too-large/ },
    { why: 'the same key twice', frame: () => '{"type":"entries","type":"hello"}', code: 4400, reason: /twice/ },
    {
      why: 'a field more',
      frame: c => `{"device":"d","type":"entries","entries":[${JSON.stringify(c.began)}]}`,
      code: 4400,
      reason: /^malformed/,
    },
    {
      why: 'a prototype',
      frame: () => '{"type":"entries","__proto__":{"x":1},"entries":[]}',
      code: 4400,
      reason: /^malformed/,
    },
    {
      why: 'more bytes of bodies than a batch holds',
      frame: made => {
        const fat = { kind: 'condition-changed', condition: 'fat', state: 'raised', detail: '\u6c34'.repeat(1_024) }
        return entries(made.began, made.second, made.third, ...Array.from({ length: 42 }, () => made.add(fat as never)))
      },
      code: 4413,
      reason: /at most 131072 bytes of bodies/,
    },
    { why: 'no entries', frame: () => entries(), code: 4400, reason: /^malformed/ },
    { why: 'too many entries', frame: c => entries(...Array(101).fill(c.began)), code: 4400, reason: /^malformed/ },
    { why: 'a seq of 0', frame: c => entries({ ...c.began, seq: 0 }), code: 4400, reason: /^malformed/ },
    { why: 'a seq past 2^53', frame: c => entries({ ...c.began, seq: 2 ** 53 }), code: 4400, reason: /^malformed/ },
    {
      why: 'a seq of NaN',
      frame: c => entries(c.began).replace('"seq":1', '"seq":NaN'),
      code: 4400,
      reason: /not JSON/,
    },
    { why: 'a gap to what is held', frame: c => entries(c.second), code: 4409, reason: /expected entry 1, got 2/ },
    { why: 'a gap inside', frame: c => entries(c.began, c.third), code: 4409, reason: /expected entry 2, got 3/ },
    {
      why: 'out of order',
      frame: c => entries(c.began, c.third, c.second),
      code: 4409,
      reason: /expected entry 2, got 3/,
    },
    { why: 'the same one twice', frame: c => entries(c.began, c.began), code: 4409, reason: /expected entry 2, got 1/ },
    { why: 'another epoch', frame: () => entries(newChain().began), code: 4409, reason: /another epoch/ },
    { why: 'a body that is no JSON', frame: c => entries(body(c, () => 'x')), code: 4400, reason: /entry 1: not JSON/ },
    {
      why: 'a body with a space',
      frame: c => entries(body(c, text => text.replace(':', ': '))),
      code: 4400,
      reason: /not canonical/,
    },
    {
      why: 'a body with a field more',
      frame: c => entries(body(c, text => text.replace('{', '{"prompt":"x",'))),
      code: 4400,
      reason: /^malformed: entry 1/,
    },
    {
      why: 'a body of another kind',
      frame: c => entries(body(c, text => text.replace('ledger-began', 'screenshot'))),
      code: 4400,
      reason: /^malformed: entry 1/,
    },
    {
      why: 'a body that was changed',
      frame: c => entries(body(c, text => text.replace(/"salt":"./, '"salt":"_'))),
      code: 4400,
      reason: /broken chain at entry 1/,
    },
    {
      why: 'another digest',
      frame: c => entries({ ...c.began, digest: 'a'.repeat(64) }),
      code: 4400,
      reason: /broken chain at entry 1/,
    },
    {
      why: 'another hash',
      frame: c => entries(c.began, { ...c.second, hash: 'a'.repeat(64) }),
      code: 4400,
      reason: /broken chain at entry 2/,
    },
    {
      why: 'an epoch that begins with something else',
      frame: c => entries({ ...c.second, seq: 1 }),
      code: 4400,
      reason: /ledger-began/,
    },
    {
      why: 'unescaped text from a machine',
      frame: c => entries(c.began, c.second).replace(String.raw`\"x\"`, String.raw`\"\u202e\"`),
      code: 4400,
      reason: /entry 2: detail: holds characters that do not show/,
    },
    ...OF_ANOTHER.map(report => ({
      why: `F45: ${report.kind} of another device`,
      frame: (c: Chain) => entries(c.began, c.second, c.third, c.add(report as never)),
      code: 4401,
      reason: /entry 4: it speaks for another device/,
    })),
    {
      why: 'a second opening',
      frame: () => JSON.stringify({ type: 'opening', wire: 3, nonce: A43 }),
      code: 4409,
      reason: /second opening/,
    },
    {
      why: 'a second hello',
      frame: () => JSON.stringify(helloOf(newDevice(), NOBODY, newChain().head())),
      code: 4409,
      reason: /second hello/,
    },
  ]

const fromStrangers: readonly { why: string; frame: string | Buffer; code: number; reason: RegExp }[] = [
  { why: 'entries before the hello', frame: entries(newChain().began), code: 4401, reason: /hello comes first/ },
  {
    why: 'a hello past its budget',
    frame: `{"type":"hello","agent":"${'x'.repeat(LIMITS.helloBytes)}"}`,
    code: 4413,
    reason: /^too-large/,
  },
  { why: 'a large frame', frame: 'x'.repeat(200_000), code: 4413, reason: /^too-large/ },
  { why: 'a frame past every limit', frame: 'x'.repeat(90_000_000), code: 4413, reason: /^too-large/ },
  { why: 'not JSON', frame: 'hello', code: 4400, reason: /^malformed/ },
]

const undo: (() => unknown)[] = []
after(async () => {
  for (const fn of undo) await fn()
})
/** One console for all rows, started by the first that runs. */
const start = async () => {
  const later = { after: (fn: unknown) => void undo.push(fn as () => unknown) }
  const running = await startIntake(later, openSqlite, { bounds: { closeWithin: 300 } })
  return { running, other: await enrolledDevice(running) }
}
let started: ReturnType<typeof start> | null = null
const shared = (): ReturnType<typeof start> => {
  started ??= start()
  return started
}

/** Runs `fault` while another agent is connected, which has to be served before it and after it. */
const besideAnother = async (fault: (running: Running) => Promise<void>): Promise<void> => {
  const { running, other } = await shared()
  const made = newChain()
  const { agent } = await comeIn(running, other, made.head())
  agent.send({ type: 'entries', entries: [made.began] })
  await agent.next('acknowledged')
  await fault(running)
  agent.send({ type: 'entries', entries: [made.condition(1)] })
  assert.equal((await agent.next('acknowledged')).seq, 2)
  agent.ws.close()
  await agent.closed()
}

for (const { why, frame, code, reason } of fromTheKnown)
  test(`ends its own connection: ${why}`, () =>
    besideAnother(async running => {
      const device = await enrolledDevice(running)
      const made = chain()
      const { agent } = await comeIn(running, device, made.head())
      agent.ws.send(frame(made))
      const closed = await agent.closed()
      assert.equal(closed.code, code, closed.reason)
      assert.match(closed.reason, reason)
      assert.equal(await running.store.headOf(device.id, made.epoch), null)
      assert.ok(!running.intake.connected().has(device.id))
    }))

for (const { why, frame, code, reason } of fromStrangers)
  test(`turns a stranger away: ${why}`, () =>
    besideAnother(async running => {
      const agent = connect(running.url)
      await meet(agent)
      agent.ws.send(frame, () => {})
      const closed = await agent.closed()
      // A sender that is still writing may find the socket gone before it has read the word.
      if (closed.code === 1006) return assert.ok(frame.length > 1_000_000)
      assert.equal(closed.code, code, closed.reason)
      assert.match(closed.reason, reason)
    }))

test('F29: a wire version that is not ours is named, and ours', async () => {
  const { running, other } = await shared()
  const agent = connect(running.url)
  agent.send(helloOf(other, await meet(agent), newChain().head(), { wire: 99 }))
  const both = 'wire-version: the console speaks wire 3, the agent wire 99: bring the older one up to date'
  assert.deepEqual(await agent.closed(), { code: 4426, reason: both })
  const stranger = connect(running.url)
  await stranger.opened
  stranger.send({ type: 'opening', wire: 99, hello: 'of another shape' })
  assert.deepEqual(await stranger.closed(), { code: 4426, reason: both })
})

/** Masked client frames, written by hand: `ws` itself would not send these. */
const raw = (first: number, payload: Buffer): Buffer => {
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 255]
  return Buffer.concat([Buffer.from([first, ...length, 0, 0, 0, 0]), payload])
}
const bytes: readonly { why: string; wire: Buffer[]; code: number }[] = [
  { why: 'text that is not UTF-8', wire: [raw(0x81, Buffer.from([0xc3, 0x28]))], code: 4400 },
  { why: 'a reserved opcode', wire: [raw(0x83, Buffer.from('x'))], code: 4400 },
  { why: 'a compressed frame that nobody agreed on', wire: [raw(0xc1, Buffer.from('x'))], code: 4400 },
  { why: 'an unmasked frame', wire: [Buffer.from([0x81, 0x01, 0x78])], code: 4400 },
  {
    why: 'too many fragments',
    wire: [
      raw(0x01, Buffer.from('x')),
      ...Array.from({ length: LIMITS.fragments + 1 }, () => raw(0x00, Buffer.from('x'))),
    ],
    code: 4413,
  },
  { why: 'pings without end', wire: Array.from({ length: 100 }, () => raw(0x89, Buffer.alloc(100))), code: 4413 },
]
for (const { why, wire, code } of bytes)
  test(`bytes: ${why}`, () =>
    besideAnother(async running => {
      const socket = connectSocket(running.port, '127.0.0.1')
      const got: Buffer[] = []
      socket.on('data', chunk => got.push(Buffer.from(chunk)))
      socket.write(
        'GET /agent HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      )
      socket.write(Buffer.concat(wire))
      await new Promise(resolve => socket.once('close', resolve))
      const all = Buffer.concat(got)
      const close = Buffer.from([code >> 8, code & 255])
      assert.ok(
        all.includes(close),
        `no close frame with ${code} in ${JSON.stringify(all.toString('latin1').slice(-120))}`,
      )
    }))
