import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { Agent, request } from 'node:http'
import { test } from 'node:test'
import { revokeToken } from '../../../console/access/tokens.ts'
import { HOUR, openOffice } from './stations.ts'

test('F41: a token that is expired, used up or revoked enrols nobody, and says which', { timeout: 60_000 }, async t => {
  const { running, clock, tokenFor, station, listed } = await openOffice(t)
  const once = await tokenFor({ uses: 1 })
  const gone = await tokenFor()
  const old = await tokenFor({ ttl: HOUR / 2 })
  const [first, second, third] = [await station('first'), await station('second'), await station('third')]
  assert.equal((await first.enrol(once.token)).is, 'enrolled')
  const refused = async (enrolment: ReturnType<typeof first.enrol>, why: RegExp) => {
    const answer = await enrolment
    assert.ok(answer.is === 'refused', JSON.stringify(answer))
    assert.match(answer.reason, why)
  }
  await refused(second.enrol(once.token), /used as often as it may be/)
  await revokeToken(running.rooms, gone.row.id, 'test')
  await refused(second.enrol(gone.token), /no such enrolment token/)
  clock.ahead = HOUR
  await refused(third.enrol(old.token), /too old/)
  assert.deepEqual(await listed(`?token=${once.row.id}`), [first.id])
  assert.deepEqual(await listed(), [first.id])
})

test('F41: of 20 at once for the last use of a token one wins', { timeout: 60_000 }, async t => {
  const { tokenFor, station, listed } = await openOffice(t)
  const { token, row } = await tokenFor({ uses: 1 })
  const stations = await Promise.all(Array.from({ length: 20 }, (_, n) => station(`station-${n}`)))
  const answers = await Promise.all(stations.map(({ enrol }) => enrol(token)))
  const winners = stations.filter((_, n) => answers[n]?.is === 'enrolled')
  assert.equal(winners.length, 1)
  assert.deepEqual(await listed(`?token=${row.id}`), [winners[0]?.id])
  // Who lost its answer and asks again is no second one.
  assert.equal((await winners[0]?.enrol(token))?.is, 'enrolled')
})

/** What `POST /enroll` is asked by somebody who guesses; the text stands here, so that no line of ours makes both. */
const guess = (console: string, token: string): string => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = String(publicKey.export({ format: 'jwk' }).x)
  const text = ['waymark enrolment', token, raw, console, ''].join('\n')
  const signature = sign(null, Buffer.from(text), privateKey).toString('base64url')
  return JSON.stringify({ step: 'ask', token, publicKey: raw, formerly: [], signature })
}

const post = (url: string, body: string, agent: Agent, localAddress: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const asked = request(`${url}/api/v1/enroll`, { method: 'POST', agent, headers, localAddress }, answer => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode ?? 0))
    })
    asked.on('error', reject)
    asked.end(body)
  })

test('F41: 10,000 guesses are refused, cost little, and keep nobody else out', { timeout: 120_000 }, async t => {
  const { running, token, listed } = await openOffice(t)
  const { key } = running.rooms.key
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const guesses = Array.from({ length: 300 }, () => guess(key, randomBytes(32).toString('base64url')))
  const before = process.cpuUsage()
  const said = new Map<number, number>()
  await Promise.all(
    Array.from({ length: 10_000 }, async (_, n) => {
      const status = await post(running.url, guesses[n % guesses.length] ?? '', agent, '127.0.0.9')
      said.set(status, (said.get(status) ?? 0) + 1)
    }),
  )
  const { user, system } = process.cpuUsage(before)
  t.diagnostic(`CPU of both ends: ${((user + system) / 10_000).toFixed(0)} us a guess; ${JSON.stringify([...said])}`)
  assert.deepEqual([...said.keys()].toSorted(), [401, 429])
  // A minute may have turned meanwhile, on a machine that has much to do.
  assert.ok((said.get(401) ?? 0) <= 3 * 240, `${said.get(401)} were looked up`)
  assert.deepEqual(await listed(), [])
  const rightful = guess(key, token.split('.')[0] ?? '')
  assert.equal(await post(running.url, rightful, agent, '127.0.0.1'), 200)
  agent.destroy()
})
