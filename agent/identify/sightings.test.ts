import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { Home, Observation, PackageSeen, ProcessSeen } from '../sensors/observation.ts'
import { type Identifier, openIdentifier } from './identifier.ts'
import { entry } from './sample.ts'
import { openSightings, type Reader } from './sightings.ts'
import type { Sign } from './sign.ts'

const MARKER = 'a-marker-of-one-and-only'
const catalog = new Map([
  entry('one', [
    { id: 'npm', kind: 'package', strength: 'strong', ecosystem: 'npm', name: '@one/cli' },
    { id: 'pip', kind: 'package', strength: 'strong', ecosystem: 'pip', name: 'one' },
    { id: 'texts', kind: 'content', strength: 'conclusive', atLeast: 1, texts: [[MARKER]] },
    { id: 'name', kind: 'process', strength: 'weak', name: 'one' },
    { id: 'conf', kind: 'config', strength: 'weak', path: '~/.one.json' },
  ]),
])

let home = ''
let homes: Home[] = []
let identifier: Identifier
let inventories: Observation[][] = []
let scripts: string[] = []

const put = async (file: string, content: string): Promise<string> => {
  const path = join(home, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
  return path
}
before(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'waymark-sightings-')))
  homes = [{ account: 'lin', uid: 1000, home }]
  identifier = openIdentifier({ catalog, cacheFile: null, log: () => {} })
  const root = 'npm/node_modules/@one/cli'
  await put(`${root}/package.json`, JSON.stringify({ name: '@one/cli', version: '1.2.3', bin: 'cli.js' }))
  const cli = await put(`${root}/cli.js`, MARKER)
  const install = await put(`${root}/install.cjs`, 'nothing')
  const brought = await put('.local/bin/one-command', 'nothing')
  const copy = await put('bin/vim', MARKER)
  const other = await put('bin/other', 'nothing')
  scripts = [cli, install, brought, copy, other]
  const package_ = (over: Partial<PackageSeen>): PackageSeen => ({
    kind: 'package',
    ecosystem: 'npm',
    account: 'lin',
    name: '@one/cli',
    version: '1.2.3',
    root: join(home, root),
    inside: null,
    programs: [cli],
    ...over,
  })
  const pip = package_({ ecosystem: 'pip', name: 'one', version: '4', root: join(home, 'site'), programs: [brought] })
  const config = { kind: 'config', account: 'lin', path: join(home, '.one.json') } as const
  const program = { kind: 'program', account: 'lin', found: copy, path: copy } as const
  inventories = [[], [config], [package_({})], [config, package_({}), pip], [pip, program], [program, config]]
})
after(async () => {
  await identifier.close()
  await rm(home, { recursive: true, force: true })
})

type Step =
  | { readonly do: 'install'; readonly which: number; readonly wait: boolean }
  | { readonly do: 'start'; readonly pid: number; readonly script: number; readonly wait: boolean }
  | { readonly do: 'end'; readonly pid: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('install' as const), which: fc.nat(5), wait: fc.boolean() }),
  fc.record({ do: fc.constant('start' as const), pid: fc.nat(3), script: fc.nat(4), wait: fc.boolean() }),
  fc.record({ do: fc.constant('end' as const), pid: fc.nat(3) }),
)
const runs = (pid: number, script: number): ProcessSeen => ({
  kind: 'process',
  pid,
  started: 10 + (pid % 2),
  account: 'lin',
  name: 'one',
  argv0: null,
  program: '/none',
  open: '/none',
  script: scripts[script] ?? null,
  terminal: null,
})

test('observation by observation, in whatever order and however interleaved, is what one whole look finds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async steps => {
      const sightings = identifier.follow()
      const processes = new Map<number, ProcessSeen>()
      let installed: Observation[] = []
      let installing: Promise<void> = Promise.resolve()
      const open: Promise<unknown>[] = []
      for (const each of steps) {
        if (each.do === 'install') {
          installed = inventories[each.which] ?? []
          const now = installed
          installing = installing.then(() => sightings.installed(now, homes))
          if (each.wait) await installing
        } else if (each.do === 'start') {
          const process = runs(each.pid, each.script)
          processes.set(each.pid, process)
          const started = sightings.started(process)
          open.push(started)
          if (each.wait) await started
        } else {
          const process = processes.get(each.pid)
          if (process !== undefined) sightings.ended(process)
          processes.delete(each.pid)
        }
      }
      await Promise.all([installing, ...open])
      // Homes come with what is installed.
      if (!steps.some(each => each.do === 'install')) await sightings.installed([], homes)
      const whole = await identifier.identify([...processes.values(), ...installed], homes)
      assert.deepEqual(sightings.now(), whole)
    }),
    { numRuns: 150 },
  )
})

test('that property has something to find', async () => {
  const { findings } = await identifier.identify([...(inventories[3] ?? []), runs(1, 2), runs(2, 0)], homes)
  assert.deepEqual(
    findings.map(({ install, process }) => [install.slice(home.length), process?.pid]),
    [
      ['/npm/node_modules/@one/cli', 2],
      ['/site', 1],
    ],
  )
})

const sign = (seen: Observation, version: string): Sign => ({
  tool: 'one',
  account: 'lin',
  install: seen.kind === 'process' ? seen.program : '/installed',
  version,
  inside: null,
  sha256: null,
  process: null,
  evidence: [{ indicator: 'one/texts', kind: 'content', strength: 'conclusive', matched: '1 of 1 texts' }],
})

test('what is being read holds up nothing else, and counts when it comes', async () => {
  const gate = Promise.withResolvers<void>()
  const reader: Reader = async seen => {
    if (seen.kind === 'process' && seen.program === '/large') await gate.promise
    return { signs: [sign(seen, '1')], missed: [] }
  }
  const sightings = openSightings(() => reader)
  const installs = (): string[] => sightings.now().findings.map(({ install }) => install)
  const large = sightings.started({ ...runs(1, 0), program: '/large' })
  assert.equal(await sightings.started({ ...runs(2, 0), program: '/small' }), true)
  await sightings.installed(inventories[1] ?? [], homes)
  assert.deepEqual(installs(), ['/installed', '/small'])
  gate.resolve()
  assert.equal(await large, true)
  assert.deepEqual(installs(), ['/installed', '/large', '/small'])
  assert.equal(sightings.ended({ pid: 2, started: 10 }), true)
  assert.equal(sightings.ended({ pid: 1, started: 10 }), false, 'its pid began at another time')
  assert.deepEqual(installs(), ['/installed', '/large'])
})

test('what was read beside an inventory that no longer counts is read again, running and begun alike', async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let inventory = 0
  const sightings = openSightings(() => {
    const beside = inventory++
    return async seen => {
      if (seen.kind === 'process' && seen.program === '/slow') await gates[beside]?.promise
      return { signs: [sign(seen, `${beside}`)], missed: [] }
    }
  })
  const versions = () => sightings.now().findings.map(({ install, version }) => `${install} ${version}`)
  await sightings.started({ ...runs(1, 0), program: '/before' })
  const slow = sightings.started({ ...runs(2, 0), program: '/slow' })
  await sightings.installed(inventories[1] ?? [], homes)
  assert.deepEqual(versions(), ['/before 1', '/installed 1'])
  gates[0]?.resolve()
  gates[1]?.resolve()
  await slow
  assert.deepEqual(versions(), ['/before 1', '/installed 1', '/slow 1'])
})
