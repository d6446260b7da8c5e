import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { readCatalog } from '../policies/language/read-catalog.ts'
import { readPolicy } from '../policies/language/read-policy.ts'
import { reportOf } from '../protocol/body.ts'
import type { Finding } from './identify/finding.ts'
import { HOUR, bench as ledgerBench } from './ledger/scratch.ts'
import type { InForce } from './read-in-force.ts'
import { catalogFiles } from './settings/catalog-files.ts'
import { openSettling } from './settle.ts'

const { catalog } = readCatalog(await catalogFiles())
const text = `policy: test
sanctioned: qoder
unreviewed: notify
rules:
  - id: claude-code
    match: { tools: [claude-code] }
    verdict: banned
    stages:
      - { response: notify, from: 2026-01-01 }
`
const read = readPolicy({ name: 'test', text }, catalog)
if (!read.ok) throw new Error(JSON.stringify(read.faults))
const inForce: InForce = { policy: read.policy, catalog, serial: 1, digest: '0'.repeat(64) }
const homes = [{ account: 'lin', uid: 1000, home: '/home/lin' }]

const finding = (tool: string, install: string, pid: number | null): Finding => ({
  tool,
  account: 'lin',
  install,
  version: '1.0',
  inside: null,
  sha256: null,
  process: pid === null ? null : { pid, started: pid, terminal: null },
  evidence: [{ indicator: `${tool}/npm`, kind: 'package', strength: 'strong', matched: `${tool} 1.0` }],
})

const bench = (t: TestContext) => {
  const { clock, open } = ledgerBench(t)
  const ledger = open()
  const settling = openSettling({
    device: { id: `d-${'0'.repeat(32)}`, platform: 'linux', tags: [] },
    circumstances: () => ({ lastFreshWord: clock.now, mayBlock: [], tripped: [], safeMode: false, standDown: false }),
    ledger,
    now: () => clock.now,
  })
  const find = (findings: readonly Finding[], which: 'all' | 'changed' = 'changed') =>
    settling.settle({ findings, inForce, homes, which })
  const told = (): string[] =>
    ledger.list({ all: true }).entries.flatMap(({ body }) => {
      const report = body === null ? null : reportOf(body)
      if (report?.ok !== true || !report.report.kind.startsWith('detection')) return []
      const { kind, detection } = report.report as { kind: string; detection: string | { path: string; state: string } }
      return [typeof detection === 'string' ? kind : `${kind} ${detection.path} ${detection.state}`]
    })
  return { clock, ledger, settling, find, told }
}

const A = finding('claude-code', '/home/lin/a', null)
const A7 = finding('claude-code', '/home/lin/a', 7)
const A9 = finding('claude-code', '/home/lin/a', 9)
const B8 = finding('aider', '/home/lin/b', 8)

test('a start is written down, and touches no other tool', t => {
  const { find, told, settling } = bench(t)
  find([A], 'all')
  const news = find([B8, A])
  assert.deepEqual([[...news.tools], news.started.size], [['aider'], 1])
  assert.deepEqual(told(), ['detection-seen ~/a present', 'detection-seen ~/b running'])
  assert.deepEqual(
    settling.judged().map(({ detection }) => detection.tool),
    ['aider', 'claude-code'],
  )
  assert.deepEqual([...find([B8, A]).tools], [])
})

test('a second start within the hour is counted; the end is told with the hour', t => {
  const { find, told, ledger, clock } = bench(t)
  const seen = ['detection-seen ~/a running']
  find([A7])
  find([A])
  assert.equal(find([A9]).started.size, 1)
  assert.deepEqual(told(), seen)
  assert.equal(ledger.list({ all: true }).open[0]?.count, 1)
  find([A])
  clock.now += HOUR
  find([A])
  assert.deepEqual(told(), seen, 'nothing that is found has changed')
  find([A], 'all')
  assert.deepEqual(told(), [...seen, 'detection-changed ~/a present'])
})

test('what the ledger could not keep is told the next time', t => {
  const { find, told, ledger, settling } = bench(t)
  const stop = ledger.onRecorded(() => {})
  const failing = openSettling({
    device: { id: `d-${'0'.repeat(32)}`, platform: 'linux', tags: [] },
    circumstances: () => ({ lastFreshWord: 0, mayBlock: [], tripped: [], safeMode: false, standDown: false }),
    ledger: {
      ...ledger,
      recordAll: () => {
        throw new Error('the disk is full')
      },
    },
    now: () => HOUR,
  })
  assert.throws(() => failing.settle({ findings: [A], inForce, homes, which: 'changed' }), /the disk is full/)
  assert.deepEqual(failing.judged(), [], 'nothing is done about what is not written down')
  find([A])
  assert.deepEqual(told(), ['detection-seen ~/a present'])
  assert.equal(settling.judged().length, 1)
  stop()
})

test('judging what changed tells what judging all of it tells', async t => {
  const pieces = [A, A7, A9, B8, finding('aider', '/home/lin/b', null), finding('goose', '/home/lin/c', 3)]
  const looks = fc.array(fc.tuple(fc.subarray(pieces), fc.boolean()), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(looks, async steps => {
      const [some, all] = [bench(t), bench(t)]
      for (const [found, hourLater] of steps) {
        // One finding an install, in the order of gather.
        const findings = [...new Map(found.map(one => [one.install, one])).values()].sort((a, b) =>
          a.tool < b.tool ? -1 : 1,
        )
        if (hourLater) for (const { clock } of [some, all]) clock.now += HOUR
        some.find(findings, hourLater ? 'all' : 'changed')
        all.find(findings, 'all')
      }
      assert.deepEqual(some.told(), all.told())
      assert.deepEqual(
        some.settling.judged().map(({ detection }) => detection.id),
        all.settling.judged().map(({ detection }) => detection.id),
      )
      some.ledger.close()
      all.ledger.close()
    }),
    { numRuns: 25 },
  )
})
