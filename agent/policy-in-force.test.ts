import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { readCatalog } from '../policies/language/read-catalog.ts'
import { bench } from './ledger/scratch.ts'
import { openPolicyInForce } from './policy-in-force.ts'
import { readInForce } from './read-in-force.ts'
import { catalogFiles } from './settings/catalog-files.ts'

const { catalog } = readCatalog(await catalogFiles())
const news = (serial: number, text = `policy: p\nsanctioned: qoder\nunreviewed: notify\nrules: []\n# ${serial}\n`) => ({
  type: 'policy' as const,
  policy: 'p',
  serial,
  digest: createHash('sha256').update(text).digest('hex'),
  text,
})
const stored = (serial: number, text?: string) => {
  const { type: _, ...policy } = news(serial, text)
  return { console: 'http://127.0.0.1:1/', ...policy }
}

const start = (t: Parameters<typeof bench>[0], before: ReturnType<typeof stored> | null) => {
  const ledger = bench(t).open()
  const heard: string[] = []
  const open = (found = before) =>
    openPolicyInForce({
      read: async (text, of) => readInForce(text, of),
      stored: found,
      catalog,
      ledger,
      health: { raise: code => heard.push(`raised ${code}`), clear: code => heard.push(`cleared ${code}`) },
      say: () => {},
      onChanged: () => heard.push('changed'),
    })
  const applied = () =>
    ledger
      .list({ all: true })
      .entries.filter(({ kind }) => kind === 'policy-applied')
      .map(({ body }) => JSON.parse(body ?? '{}').serial)
  return { ledger, heard, open, applied }
}

test('no policy yet is said; one that comes is used when it is durable, and written down', async t => {
  const { ledger, heard, open, applied } = start(t, null)
  const policy = await open()
  assert.equal(policy.now(), null)
  const verdict = await policy.judge(news(1))
  assert.equal(policy.now(), null, 'judged is not in force')
  if ('use' in verdict) verdict.use()
  assert.equal(policy.now()?.serial, 1)
  assert.deepEqual(heard, ['raised policy-missing', 'cleared policy-missing', 'changed'])
  assert.deepEqual(applied(), [1])
  ledger.close()
})

test('a start with the same policy writes nothing; one that was stored and not written down is', async t => {
  const { ledger, open, applied } = start(t, stored(1))
  await open()
  await open()
  assert.deepEqual(applied(), [1])
  await open(stored(2))
  assert.deepEqual(applied(), [1, 2])
  ledger.close()
})

test('one that cannot be read is refused with its line, and the last good one stays', async t => {
  const { ledger, heard, open, applied } = start(t, stored(1))
  const policy = await open()
  const verdict = await policy.judge(news(2, 'policy: p\nrules: 7\n'))
  assert.match('refused' in verdict ? verdict.refused : '', /^policy p serial 2 cannot be read: line \d+: /)
  assert.equal(policy.now()?.serial, 1)
  assert.deepEqual(applied(), [1])
  await open(stored(3, 'rules: 7\n'))
  assert.equal(heard.at(-1), 'raised policy-refused')
  ledger.close()
})
