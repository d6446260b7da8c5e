import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LedgerList, Status, Viewer, WhyList } from '../../protocol/desk.ts'
import { type Answers, answerTo } from './answer.ts'

const head = { epoch: 'e'.repeat(32), seq: 0, hash: '0'.repeat(64) }
const status: Status = {
  health: 'healthy',
  agent: '0.1.0',
  enrolled: null,
  connected: false,
  policy: null,
  sensors: [],
  outbox: 0,
  head,
  conditions: [],
  notSeen: [],
  unsupported: [],
}
const list: LedgerList = { device: null, epoch: head.epoch, head, entries: [], open: [] }
const nothing: WhyList = { policy: null, sanctioned: null, detections: [] }

const lin: Viewer = { account: 'lin' }
const asked: string[] = []
const answers: Answers = {
  status: () => status,
  ledger: (viewer, after) => {
    asked.push(`${JSON.stringify(viewer)} after ${after}`)
    return list
  },
  why: () => nothing,
}

const cases = [
  { why: 'what it answers', method: 'GET', target: '/v1/status', status: 200, holds: '"health":"healthy"' },
  { why: 'a page of the ledger', method: 'GET', target: '/v1/ledger?after=1000', status: 200, holds: '"entries":[]' },
  { why: 'a page that is no number', method: 'GET', target: '/v1/ledger?after=-1', status: 400, holds: '"query"' },
  { why: 'another query', method: 'GET', target: '/v1/ledger?account=wei', status: 400, holds: '"query"' },
  { why: 'all detections', method: 'GET', target: '/v1/why', status: 200, holds: '"detections":[]' },
  {
    why: 'an id nobody has',
    method: 'GET',
    target: '/v1/why/00000000000000aa',
    status: 404,
    holds: 'unknown-detection',
  },
  { why: 'no id', method: 'GET', target: '/v1/why/../status', status: 404, holds: 'unknown-detection' },
  { why: 'a question there is not', method: 'GET', target: '/v2', status: 404, holds: 'unknown-question' },
  { why: 'writing', method: 'POST', target: '/v1/status', status: 405, holds: '"method"' },
]
for (const { why, method, target, status: wanted, holds } of cases)
  test(why, async () => {
    const answer = await answerTo(answers, lin, method, target)
    assert.equal(answer.status, wanted)
    assert.ok(answer.body.includes(holds), answer.body)
  })

test('the one who asks is handed on, and so is where they are', async () => {
  asked.splice(0)
  await answerTo(answers, lin, 'GET', '/v1/ledger?after=7')
  assert.deepEqual(asked, ['{"account":"lin"} after 7'])
})

test('an answer that does not fit its schema is not given', async () => {
  const wrong = { ...status, pid: 12 } as Status
  const answer = await answerTo({ ...answers, status: () => wrong }, lin, 'GET', '/v1/status')
  assert.equal(answer.status, 500)
  assert.ok(!answer.body.includes('12'))
})

test('what throws is an answer', async () => {
  const fails = (): Promise<Status> => Promise.reject(new Error('disk full \u001b[2J'))
  const answer = await answerTo({ ...answers, status: fails }, lin, 'GET', '/v1/status')
  assert.equal(answer.status, 500)
  assert.match(answer.body, /disk full \\\\u\{1b\}/)
})
