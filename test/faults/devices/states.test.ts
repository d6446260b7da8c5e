import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { test } from 'node:test'
import { openOffice, until } from './stations.ts'

const board = (name: string): string => createHash('sha256').update(name).digest('hex')
const LIMIT = { timeout: 60_000 }

test('F42: a new key on the same hardware waits for a person, and the older device stays', LIMIT, async t => {
  const { station, ask, listed } = await openOffice(t)
  const desk = await station('desk')
  await desk.enrol()
  desk.describe(board('one'))
  await desk.connect()
  await desk.sent()
  const stranger = await station('stranger')
  await stranger.enrol()
  stranger.describe(board('one'))
  await stranger.connect()
  await stranger.sent()
  const [known, unknown] = [await desk.seen(), await stranger.seen()]
  assert.deepEqual(
    [known.state, known.contact, unknown.state, unknown.contact],
    ['enrolled', 'connected', 'pending', 'connected'],
  )
  assert.deepEqual(
    [...known.flags, ...unknown.flags].map(({ flag, other }) => [flag, other]),
    [
      ['same-hardware', stranger.id],
      ['same-hardware', desk.id],
    ],
  )
  assert.deepEqual(await listed('?state=pending'), [stranger.id])
  assert.equal(((await ask('GET', '/overview')) as { devices: { total: number } }).devices.total, 1)

  // The machine was set up anew: the older key is out, and what it has to say stays with it.
  await ask('POST', `/devices/${stranger.id}/approve`, { others: 'replace' })
  await until(() => desk.conditions.some(said => said.startsWith('console-refuses raised revoked')))
  desk.ledger.record({ kind: 'condition-changed', condition: 'held-back', state: 'raised', detail: '' })
  await until(() => desk.conditions.some(said => said.includes('a newer key of this machine was approved')))
  assert.equal(desk.ledger.depth(), 1)
  assert.deepEqual([(await desk.seen()).state, (await stranger.seen()).state], ['replaced', 'enrolled'])
  assert.deepEqual(await listed(), [stranger.id])
})

test(
  'F43: a device that is revoked is told so, keeps its entries, and comes back when it is approved',
  LIMIT,
  async t => {
    const { running, station, ask, listed, tokenFor } = await openOffice(t)
    const desk = await station('desk')
    await desk.enrol()
    desk.describe(board('one'))
    await desk.connect()
    await desk.sent()
    const reached = desk.ledger.head().seq
    await ask('POST', `/devices/${desk.id}/revoke`)
    await until(() => desk.is() === 'waiting')
    const last = desk.states.at(-1)
    assert.ok(last?.is === 'waiting' && last.why.word === 'revoked', JSON.stringify(last))
    for (let n = 0; n < 5; n++)
      desk.ledger.record({ kind: 'condition-changed', condition: `held-${n}`, state: 'raised', detail: '' })
    await until(() => desk.conditions.some(said => said.includes('an admin has ended the enrolment')))
    assert.equal(desk.ledger.depth(), 5)
    assert.equal((await desk.seen()).ledger?.seq, reached)
    assert.equal(running.rooms.connected().size, 0)
    assert.deepEqual(await listed(), [])
    // Nor by a token that is good: the key is the same.
    const { token } = await tokenFor()
    const stubborn = await station('copy', { like: 'desk' })
    await rm(`${stubborn.stateDir}/enrolled.json`)
    const refused = await stubborn.enrol(token)
    assert.ok(refused.is === 'refused' && /ended the enrolment/.test(refused.reason), JSON.stringify(refused))

    await ask('POST', `/devices/${desk.id}/approve`, {})
    await desk.sent()
    assert.equal((await desk.seen()).ledger?.seq, reached + 5)
    assert.ok(desk.conditions.includes('console-refuses cleared'))
  },
)

test('F44: a copied disk is noticed when both machines connect', LIMIT, async t => {
  const { station, ask } = await openOffice(t)
  const desk = await station('desk')
  await desk.enrol()
  desk.describe(board('one'))
  const first = await desk.connect()
  await desk.sent()
  await first.stop()
  const copy = await station('copy', { like: 'desk' })
  assert.equal(copy.id, desk.id)
  await desk.connect()
  await until(() => desk.is() === 'streaming')
  assert.deepEqual((await desk.seen()).flags, [])
  await copy.connect()
  await until(async () => (await desk.seen()).flags.length > 0)
  const { state, flags } = await desk.seen()
  assert.deepEqual(
    [state, ...flags.map(({ flag, evidence }) => `${flag}: ${evidence}`)],
    ['enrolled', 'key-in-two-places: connected-in-turns'],
  )
  await ask('POST', `/devices/${desk.id}/revoke`)
  await until(() =>
    [desk, copy].every(({ states }) => states.some(s => s.is === 'waiting' && s.why.word === 'revoked')),
  )
})

test('F44: a copied disk is noticed by its hardware, and by its ledger', LIMIT, async t => {
  const { station } = await openOffice(t)
  const desk = await station('desk')
  await desk.enrol()
  desk.describe(board('one'))
  const first = await desk.connect()
  await desk.sent()
  await first.stop()
  const copy = await station('copy', { like: 'desk' })
  copy.describe(board('another'))
  const second = await copy.connect()
  await copy.sent()
  await second.stop()
  assert.deepEqual(
    (await desk.seen()).flags.map(({ evidence }) => evidence),
    ['other-hardware'],
  )
  desk.ledger.record({ kind: 'condition-changed', condition: 'goes-on', state: 'raised', detail: '' })
  await desk.connect()
  await until(() => desk.conditions.some(said => said.startsWith('ledger-fork raised')))
  await until(async () => (await desk.seen()).flags.length === 2)
  const { flags, gaps } = await desk.seen()
  assert.deepEqual(
    flags.map(({ evidence }) => evidence),
    ['other-hardware', 'ledger-fork'],
  )
  assert.deepEqual(
    gaps.map(({ why, first, epoch }) => [why, first, epoch]),
    [['fork', desk.ledger.head().seq, desk.ledger.head().epoch]],
  )
})

test('a device that has enrolled and said nothing stands in the list as such', LIMIT, async t => {
  const { station, listed } = await openOffice(t)
  const desk = await station('desk')
  await desk.enrol()
  assert.deepEqual(await listed(), [desk.id])
  const { host, platform, contact, ledger, token } = await desk.seen()
  assert.deepEqual([host, platform, contact, ledger, token?.name], [desk.id, null, 'away', null, 'office'])
})
