import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Catalog } from '../policies/language/catalog-entry.ts'
import { readCatalog } from '../policies/language/read-catalog.ts'
import { readPolicy } from '../policies/language/read-policy.ts'
import { reportOf } from '../protocol/body.ts'
import { openHealth } from './health/health.ts'
import type { Identifier } from './identify/identifier.ts'
import { openSightings, type Reader } from './identify/sightings.ts'
import { bench as ledgerBench } from './ledger/scratch.ts'
import type { InForce } from './read-in-force.ts'
import { type Inventory, openRounds } from './rounds.ts'
import type { PackageSeen, ProcessSeen } from './sensors/observation.ts'
import type { ProcessNews } from './sensors/processes.ts'
import { catalogFiles } from './settings/catalog-files.ts'

const { catalog } = readCatalog(await catalogFiles())
const read = readPolicy(
  { name: 'test', text: 'policy: test\nsanctioned: qoder\nunreviewed: notify\nrules: []\n' },
  catalog,
)
if (!read.ok) throw new Error(JSON.stringify(read.faults))
const { policy } = read
const inForceWith = (of: Catalog): InForce => ({ policy, catalog: of, serial: 1, digest: '0'.repeat(64) })

const homes = [{ account: 'lin', uid: 1000, home: '/home/lin' }]
const runs = (pid: number, program: string, started = pid): ProcessSeen => ({
  kind: 'process',
  pid,
  started,
  account: 'lin',
  name: 'x',
  argv0: null,
  program: `/home/lin/${program}`,
  open: `/proc/${pid}/exe`,
  script: null,
  terminal: null,
})

/** Rounds with a ledger and sightings as they are; what runs is said by the test, and what it is by its path. */
const bench = async (t: TestContext, inventory: Partial<Inventory> = {}, slow: readonly string[] = []) => {
  const { clock, open } = ledgerBench(t)
  const ledger = open()
  const gates = new Map(slow.map(path => [path, Promise.withResolvers<void>()]))
  const read: string[] = []
  const reader: Reader = async seen => {
    if (seen.kind === 'package') await gates.get(seen.root)?.promise
    if (seen.kind !== 'process') return { signs: [], missed: [] }
    const { program, pid, started, terminal } = seen
    read.push(program)
    await gates.get(program)?.promise
    const tool = /claude-code|aider/.exec(program)?.[0]
    if (tool === undefined) return { signs: [], missed: [] }
    const evidence = [{ indicator: `${tool}/x`, kind: 'content', strength: 'conclusive', matched: '3 texts' }] as const
    const sign = { tool, account: 'lin', install: program, version: null, inside: null, sha256: null, evidence }
    return { signs: [{ ...sign, process: { pid, started, terminal } }], missed: [] }
  }
  let opened = 0
  const openIdentifier = (): Identifier => {
    opened++
    return {
      identify: async () => ({ findings: [], notSeen: [] }),
      follow: () => openSightings(() => reader),
      forget: () => {},
      close: async () => {},
    }
  }
  let news: ProcessNews | null = null
  let inventories = 0
  const shown: string[][] = []
  const state = { inForce: inForceWith(catalog) as InForce | null, fails: false }
  const health = openHealth({ now: () => clock.now, onNews: () => {} })
  const rounds = await openRounds({
    takeInventory: async () => {
      inventories++
      if (state.fails) throw new Error('no disk')
      return { homes, seen: [], notSeen: [], ...inventory }
    },
    takeBehaviors: async () => ({ seen: [], notSeen: [] }),
    openIdentifier,
    sensor: {
      snapshot: async () => ({ seen: [], notSeen: [] }),
      watch: async listener => {
        news = listener
        listener.started(runs(1, 'aider'))
        return async () => {}
      },
    },
    lacks: () => [{ what: 'tmpfs', why: 'cannot be marked' }],
    concerns: ({ program }) => !program.endsWith('foreign'),
    inForce: () => state.inForce,
    device: { id: `d-${'0'.repeat(32)}`, platform: 'linux', tags: [] },
    circumstances: () => ({ lastFreshWord: clock.now, mayBlock: [], tripped: [], safeMode: false, standDown: false }),
    ledger,
    notices: {
      show: async ({ started, judged }) => {
        // What is shown stands in the ledger by now.
        assert.ok(judged.every(({ detection }) => ledger.known().some(({ id }) => id === detection.id)))
        shown.push(judged.flatMap(({ detection }) => (started.has(detection.id) ? [detection.tool] : [])))
      },
    },
    health,
    now: () => clock.now,
    inventoryEvery: 3_600_000,
    say: () => {},
  })
  t.after(() => rounds.stop())
  const told = (): string[] =>
    ledger.list({ all: true }).entries.flatMap(({ body }) => {
      const report = body === null ? null : reportOf(body)
      return report?.ok === true && report.report.kind === 'detection-seen'
        ? [`${report.report.detection.path} ${report.report.detection.state}`]
        : []
    })
  const quiet = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) await new Promise(resolve => setImmediate(resolve))
  }
  await quiet()
  const start = (process: ProcessSeen): void => news?.started(process)
  const end = ({ pid, started }: ProcessSeen): void => news?.ended({ pid, started })
  const hold = (program: string): PromiseWithResolvers<void> => {
    const gate = Promise.withResolvers<void>()
    gates.set(`/home/lin/${program}`, gate)
    return gate
  }
  const release = (path: string): void => gates.get(path)?.resolve()
  const counts = () => ({ inventories, opened })
  return { clock, rounds, ledger, health, state, told, shown, quiet, start, end, hold, release, read, counts }
}

test('what runs at the start is told, and each start after it alone is looked at', async t => {
  const { told, start, quiet, read, shown, counts } = await bench(t)
  assert.deepEqual(told(), ['~/aider running'])
  start(runs(2, 'claude-code'))
  start(runs(3, 'editor'))
  start(runs(4, 'claude-code-foreign'))
  await quiet()
  assert.deepEqual(told(), ['~/aider running', '~/claude-code running'])
  assert.deepEqual(read, ['/home/lin/aider', '/home/lin/claude-code', '/home/lin/editor'])
  assert.deepEqual(shown.flat(), ['aider', 'claude-code'])
  assert.deepEqual(counts(), { inventories: 1, opened: 1 })
})

test('a large file that is being read holds up no other start', async t => {
  const { told, start, quiet, hold } = await bench(t)
  const gate = hold('large-claude-code')
  start(runs(2, 'large-claude-code'))
  start(runs(3, 'claude-code'))
  await quiet()
  assert.deepEqual(told().slice(1), ['~/claude-code running'])
  gate.resolve()
  await quiet()
  assert.deepEqual(told().slice(1), ['~/claude-code running', '~/large-claude-code running'])
})

test('what has ended before it was read is told as run in this hour, and does not run on', async t => {
  const { told, start, end, quiet, hold, rounds } = await bench(t)
  const gate = hold('claude-code')
  const process = runs(2, 'claude-code')
  start(process)
  end(process)
  await quiet()
  gate.resolve()
  await quiet()
  assert.deepEqual(told().slice(1), ['~/claude-code running'])
  assert.deepEqual(
    rounds.last().judged.map(({ detection }) => detection.tool),
    ['aider'],
  )
})

test('a pid that is used again is another process, whenever its news come', async t => {
  const { start, end, quiet, hold, rounds } = await bench(t)
  const gate = hold('claude-code')
  start(runs(2, 'claude-code', 10))
  end(runs(2, 'claude-code', 10))
  start(runs(2, 'other-aider', 20))
  end(runs(2, 'claude-code', 10))
  gate.resolve()
  await quiet()
  assert.deepEqual(
    rounds.last().judged.map(({ detection }) => detection.path),
    ['~/aider', '~/other-aider'],
  )
})

test('another catalog begins anew; another policy of the same one does not', async t => {
  const { state, rounds, quiet, counts, told, read } = await bench(t)
  state.inForce = inForceWith(catalog)
  rounds.soon('verdicts')
  await quiet()
  assert.deepEqual(counts(), { inventories: 1, opened: 1 })
  state.inForce = inForceWith(new Map(catalog))
  rounds.soon('inventory')
  await quiet()
  assert.deepEqual(counts(), { inventories: 2, opened: 2 })
  assert.equal(read.length, 2, 'what ran before runs on')
  assert.equal(told().length, 1, 'and is no news')
})

test('a look that fails is named, and the next one takes it back', async t => {
  const { state, rounds, quiet, health, start, told } = await bench(t)
  const parts = (): string[] => health.told().map(({ detail }) => detail)
  state.fails = true
  rounds.soon('inventory')
  await quiet()
  assert.deepEqual(parts(), ['inventory: no disk'])
  start(runs(2, 'claude-code'))
  await quiet()
  assert.equal(told().length, 2, 'starts go on')
  state.fails = false
  rounds.soon('inventory')
  await quiet()
  assert.deepEqual(parts(), [])
  assert.deepEqual(rounds.last().notSeen, [{ what: 'tmpfs', why: 'cannot be marked' }])
})

test('without a policy nothing is looked at', async t => {
  const { state, rounds, start, quiet, read, counts } = await bench(t)
  state.inForce = null
  rounds.soon('inventory')
  rounds.soon('verdicts')
  await quiet()
  assert.deepEqual([counts().inventories, read.length], [1, 1])
  start(runs(2, 'claude-code'))
  await quiet()
  assert.equal(rounds.last().judged.length, 1)
})

test('what no entry names may take its time to be read, and holds up nobody at the start', async t => {
  const unnamed: PackageSeen = {
    kind: 'package',
    ecosystem: 'npm',
    account: 'lin',
    name: 'left-pad',
    version: '1.0.0',
    root: '/home/lin/left-pad',
    inside: null,
    programs: [],
  }
  const { told, start, end, quiet, release, ledger } = await bench(t, { seen: [unnamed] }, [unnamed.root])
  const claude = runs(2, 'claude-code')
  start(claude)
  await quiet()
  assert.deepEqual(told(), ['~/aider running', '~/claude-code running'])
  end(claude)
  release(unnamed.root)
  await quiet()
  assert.deepEqual(
    ledger.known().map(({ tool, state }) => `${tool} ${state}`),
    ['aider running', 'claude-code running'],
    'within the hour',
  )
})
