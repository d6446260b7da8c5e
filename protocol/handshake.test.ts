import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode } from './decode.ts'
import { EnrolmentOpened, EnrolmentStep, tokenParts } from './enrolment.ts'
import { FromAgent, FromConsole } from './frames.ts'
import {
  challengeText,
  enrolmentText,
  enrolOpeningText,
  helloText,
  lineOf,
  PublicKey,
  renewalText,
  Signature,
  successionText,
} from './handshake.ts'
import { otherWire, WIRE } from './wire.ts'

const A43 = 'A'.repeat(43)
const A86 = 'A'.repeat(86)
const head = { epoch: 'e'.repeat(32), seq: 1, hash: 'a'.repeat(64) }
const device = `d-${'0'.repeat(32)}`
const word = { key: A43, signature: A86 }

const good = {
  opening: { type: 'opening', wire: WIRE, nonce: A43 },
  challenge: { type: 'challenge', wire: WIRE, nonce: A43, key: A43, formerly: [word], signature: A86 },
  hello: { type: 'hello', wire: WIRE, device, signature: A86, agent: '1', head, serial: 0, clock: 1 },
  welcome: { type: 'welcome', known: null, firstSightings: [], credit: 0 },
  acknowledged: { type: 'acknowledged', ...head, credit: 100 },
  credit: { type: 'credit', credit: 1 },
  later: { type: 'later', retryAfter: 600_000 },
}
type Name = keyof typeof good
const ofAgent: readonly Name[] = ['opening', 'hello']
const read = (name: Name, frame: object) =>
  ofAgent.includes(name)
    ? decode<unknown>(FromAgent, ['opening', 'hello'], JSON.stringify(frame))
    : decode<unknown>(FromConsole, Object.keys(good), JSON.stringify(frame))

/** What of the wrong values below is none, for these fields. */
const MAY_BE: Readonly<Record<string, (value: unknown) => boolean>> = {
  known: value => value === null,
  formerly: Array.isArray,
  firstSightings: Array.isArray,
  agent: value => typeof value === 'string',
}
for (const [name, frame] of Object.entries(good) as [Name, object][]) {
  test(`${name} is read, closed, and whole or not at all`, () => {
    assert.deepEqual(read(name, frame), { ok: true, frame })
    const more = read(name, { ...frame, device_name: 'x' })
    assert.equal(more.ok ? '' : more.close, 'malformed')
    for (const field of Object.keys(frame).filter(key => key !== 'type')) {
      const { [field as keyof typeof frame]: _, ...less } = frame
      assert.equal(read(name, less).ok, false, `without ${field}`)
      for (const wrong of [null, '', -1, 1.5, [], {}, 'x'.repeat(100)])
        if (!MAY_BE[field]?.(wrong))
          assert.equal(read(name, { ...frame, [field]: wrong }).ok, false, `${field}: ${JSON.stringify(wrong)}`)
    }
  })
}

const beyond: readonly { name: Name; over: object }[] = [
  { name: 'challenge', over: { formerly: Array(9).fill(word) } },
  { name: 'challenge', over: { formerly: [{ ...word, of: 'device' }] } },
  { name: 'challenge', over: { nonce: `${A43.slice(1)}B` } },
  { name: 'welcome', over: { credit: 101 } },
  { name: 'acknowledged', over: { credit: 101 } },
  { name: 'credit', over: { credit: 0 } },
  { name: 'later', over: { retryAfter: 600_001 } },
]
for (const { name, over } of beyond)
  test(`${name} holds no more than it may: ${JSON.stringify(over).slice(0, 60)}`, () => {
    assert.equal(read(name, { ...good[name], ...over }).ok, false)
  })

test('F29: another version is named before its shape is judged, and both are', () => {
  for (const name of ['opening', 'hello', 'challenge'] as const) {
    const said = read(name, { type: name, wire: 2, whatever: 'it has' })
    const [console, agent] = name === 'challenge' ? [2, WIRE] : [WIRE, 2]
    assert.deepEqual(said, {
      ok: false,
      close: 'wire-version',
      reason: `the console speaks wire ${console}, the agent wire ${agent}: bring the older one up to date`,
    })
  }
  const none = read('welcome', { ...good.welcome, wire: 2 })
  assert.equal(none.ok ? '' : none.close, 'malformed')
  assert.deepEqual([{ wire: WIRE }, { wire: 'x' }, { wire: 1.5 }, {}, null, 'x'].map(otherWire), Array(6).fill(null))
})

test('one text for one value: bits that a character has to spare are zero', () => {
  assert.ok(PublicKey.safeParse(A43).success && Signature.safeParse(A86).success)
  assert.equal(PublicKey.safeParse(`${A43.slice(1)}B`).success, false)
  assert.equal(Signature.safeParse(`${A86.slice(1)}B`).success, false)
})

test('steps of an enrolment are closed', () => {
  const ask = { step: 'ask', token: 't', publicKey: A43, formerly: [], signature: A86 }
  const renew = { step: 'renew', device, publicKey: A43, formerly: [word], signature: A86 }
  const open = { step: 'open', wire: 9, nonce: A43 }
  for (const step of [ask, renew, open]) {
    assert.ok(EnrolmentStep.safeParse(step).success)
    assert.equal(EnrolmentStep.safeParse({ ...step, host: 'x' }).success, false)
  }
  assert.equal(EnrolmentStep.safeParse({ ...renew, formerly: [] }).success, false, 'a first key follows nothing')
  assert.equal(EnrolmentStep.safeParse({ ...ask, step: 'run' }).success, false)
  const opened = { wire: WIRE, key: A43, formerly: [], signature: A86 }
  assert.ok(EnrolmentOpened.safeParse(opened).success)
  assert.equal(EnrolmentOpened.safeParse({ ...opened, redirect: 'x' }).success, false)
})

test('a token: its secret, and which console it is for', () => {
  const digest = 'd'.repeat(22)
  assert.deepEqual(tokenParts(`secret.${digest}`), { secret: 'secret', digest })
  assert.deepEqual(tokenParts('secret'), { secret: 'secret', digest: null })
  for (const damaged of [`secret.${digest.slice(1)}`, `.${digest}`, `a.b.${digest}`, 'secret.'])
    assert.equal(tokenParts(damaged), null, damaged)
})

test('what is signed, letter by letter, each with a first line of its own', () => {
  const texts = {
    challenge: challengeText('own', 'nonce', 'key', 'bound'),
    hello: helloText('nonce', 'own', 'device', 'key', 'bound'),
    opening: enrolOpeningText('own', 'key', ''),
    enrolment: enrolmentText('token', 'public', 'key', 'bound'),
    renewal: renewalText('device', 'public', 'key', 'bound'),
    succession: successionText('device', 'older', 'newer'),
  }
  assert.deepEqual(texts, {
    challenge: 'waymark console challenge\nown\nnonce\nkey\nbound',
    hello: 'waymark agent hello\nnonce\nown\ndevice\nkey\nbound',
    opening: 'waymark enrolment opening\nown\nkey\n',
    enrolment: 'waymark enrolment\ntoken\npublic\nkey\nbound',
    renewal: 'waymark key renewal\ndevice\npublic\nkey\nbound',
    succession: 'waymark succession\ndevice\nolder\nnewer',
  })
  assert.equal(new Set(Object.values(texts).map(text => text.split('\n')[0])).size, 6)
})

test('the line of a key goes back as far as words hold, of the one kind', () => {
  const asked: string[] = []
  const verify = (key: string, text: string, signature: string): boolean => {
    asked.push(text)
    return signature === `${key} signed`
  }
  const former = (key: string, signature = `${key} signed`) => ({ key, signature })
  assert.deepEqual(lineOf('console', 'c', [former('a'), former('b')], verify), ['c', 'b', 'a'])
  assert.deepEqual(asked, ['waymark succession\nconsole\nb\nc', 'waymark succession\nconsole\na\nb'])
  assert.deepEqual(lineOf('device', 'c', [former('a'), former('b', 'x')], verify), ['c'])
  assert.deepEqual(lineOf('device', 'c', [former('a', 'x'), former('b')], verify), ['c', 'b'])
  assert.deepEqual(lineOf('device', 'c', [], verify), ['c'])
})
