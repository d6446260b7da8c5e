import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { Observation } from '../../agent/sensors/observation.ts'
import { cachedAssistant } from '../real-assistants.ts'
import { commandPackages } from './command-packages.ts'
import { installedTools } from './installed-tools.ts'
import { type Judge, openJudge } from './judge.ts'
import { systemPrograms } from './system-programs.ts'
import { TOOLS } from './tools.ts'

const run = promisify(execFile)
const MIB = 1024 ** 2
/** One in so many may be told as unknown. */
const GOAL = 200

let judge: Judge
before(async () => {
  judge = await openJudge()
})
after(() => judge.close())

test('no developer tool is told as an assistant', async t => {
  const chosen = new Set(Object.values(TOOLS).flatMap(kind => Object.keys(kind)))
  const packages = await commandPackages(await installedTools(), name => chosen.has(name))
  const commands = packages.filter(({ programs }) => programs.length > 0).length
  const told = await judge.told(packages)
  const unknown = told.filter(({ tool }) => tool === 'unknown-assistant')
  t.diagnostic(`${chosen.size} tools, ${commands} packages with a command; told: ${told.length}`)
  const names = new Set(packages.map(({ name }) => name))
  assert.deepEqual(
    [...chosen].filter(name => !names.has(name)),
    [],
    'each chosen one is judged',
  )
  assert.ok(chosen.size >= 60)
  assert.ok(commands >= 300, `${commands} packages with a command`)
  assert.deepEqual(
    told.filter(({ tool }) => tool !== 'unknown-assistant'),
    [],
    'none as a named tool',
  )
  assert.ok(unknown.length * GOAL <= commands, JSON.stringify(unknown))
})

test('an assistant judged in the same way is told, by its name and without it', async () => {
  const { arrangement } = await cachedAssistant('nanocoder')
  const modules = dirname(dirname(arrangement.root))
  const packages = await commandPackages([modules], () => false)
  const named = await judge.told(packages)
  assert.deepEqual([...new Set(named.map(({ tool }) => tool))], ['nanocoder'])
  const other = await openJudge(['nanocoder'])
  const unnamed = await other.told(packages).finally(other.close)
  assert.deepEqual([...new Set(unnamed.map(({ tool }) => tool))], ['unknown-assistant'])
})

test("none of Debian's packages on this machine is told as an assistant", async t => {
  const { stdout } = await run('dpkg-query', ['-W'], { maxBuffer: 16 * MIB })
  const packages = stdout
    .trim()
    .split('\n')
    .map((line): Observation => {
      const [name = '', version = null] = line.split('\t')
      const root = '/var/lib/dpkg/info'
      return { kind: 'package', ecosystem: 'deb', account: null, name, version, root, inside: null, programs: [] }
    })
  t.diagnostic(`${packages.length} packages`)
  assert.ok(packages.length > 100)
  assert.deepEqual(await judge.told(packages), [])
})

test('no large program where this system keeps programs is told as an assistant', async t => {
  const programs = await systemPrograms(8 * MIB)
  t.diagnostic(`${programs.length} programs`)
  for (const program of programs) assert.deepEqual(await judge.told([program]), [])
})
