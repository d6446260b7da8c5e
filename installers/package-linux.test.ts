import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { WORKERS } from '../agent/programs.ts'
import { fromFiles } from '../agent/settings/file-layer.ts'
import { CATALOG_JSON, readPacked } from '../agent/settings/shipped-catalog.ts'
import { REPOSITORY } from './bundle.ts'
import { PROCESSORS, packageLinux } from './package-linux.ts'

const processor = PROCESSORS.find(each => each === process.arch)
const here = { skip: processor === undefined ? `nothing is packaged for ${process.arch}` : false }
let dir = ''
let made = ''
before(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'waymark-package-'))
  made = path.join(dir, 'a', 'waymark')
  if (processor !== undefined) await packageLinux(made, processor)
})
after(() => rm(dir, { recursive: true, force: true }))

const filesIn = async (folder: string): Promise<string[]> => {
  const all = await readdir(folder, { recursive: true, withFileTypes: true })
  return all
    .filter(each => each.isFile())
    .map(each => path.relative(folder, path.join(each.parentPath, each.name)))
    .sort()
}
const digests = async (folder: string): Promise<[string, string][]> =>
  Promise.all(
    (await filesIn(folder)).map(async file => {
      const at = path.join(folder, file)
      const digest = createHash('sha256')
        .update(await readFile(at))
        .digest('hex')
      return [file, `${(await stat(at)).mode.toString(8)} ${digest}`]
    }),
  )

test('the same input gives the same bytes, wherever it is put', here, async () => {
  const again = path.join(dir, 'quite', 'elsewhere')
  if (processor !== undefined) await packageLinux(again, processor)
  assert.deepEqual(await digests(again), await digests(made))
})

test('it holds what is needed, and no word of the place where it was made', here, async () => {
  const files = await filesIn(made)
  for (const file of ['waymark', 'bin/node', 'lib/koffi.node', 'agent/cli.mjs', 'LICENSE', 'THIRD-PARTY-NOTICES'])
    assert.ok(files.includes(file), file)
  assert.ok(readPacked(await readFile(path.join(made, CATALOG_JSON), 'utf8')).has('claude-code'))
  assert.ok(!files.some(file => /README|\.test\.|fixtures|\.ts$/.test(file)))
  for (const file of files.filter(each => each.endsWith('.mjs')))
    assert.ok(!(await readFile(path.join(made, file), 'utf8')).includes(REPOSITORY), file)
})

test('the settings to copy are settings: the console over TLS, and who vouches for it', here, async () => {
  const name = 'agent.example.yaml'
  const read = fromFiles([{ name, text: await readFile(path.join(made, name), 'utf8') }])
  assert.ok('said' in read, JSON.stringify(read))
  const { values } = read.said[0] ?? assert.fail('nothing is said')
  assert.match(values.console ?? '', /^https:/)
  assert.ok(values.enrollToken !== undefined)
  assert.ok(values.trust?.ca !== undefined)
})

test(
  'what the daemon loads to run holds no library that another process is for, nor languages of error texts',
  here,
  async () => {
    const loaded = async (file: string, seen = new Map<string, string>()): Promise<Map<string, string>> => {
      if (seen.has(file)) return seen
      const text = await readFile(file, 'utf8')
      seen.set(file, text)
      for (const [, from = ''] of text.matchAll(/(?:^|[;}\n])import\s*(?:[^'"()]*?from\s*)?"(\.[^"]+)"/g))
        await loaded(path.resolve(path.dirname(file), from), seen)
      return seen
    }
    const run = (await readdir(path.join(made, 'agent'))).find(name => /^run-/.test(name)) ?? assert.fail('no run')
    const chunks = [...(await loaded(path.join(made, 'agent', run))).values()].join('\n')
    // One text that only the library in question says.
    assert.match(chunks, /WebSocket was closed before the connection was established/, 'ws is there')
    assert.match(chunks, /ZodError/, 'and so is zod')
    assert.doesNotMatch(chunks, /wmic|processLoad/, 'systeminformation')
    assert.doesNotMatch(chunks, /terminal-notifier/, 'node-notifier')
    assert.doesNotMatch(chunks, /Ungültige Eingabe/, 'languages of zod')
  },
)

test('every child starts from it', here, async () => {
  for (const { module, flags } of Object.values(WORKERS)) {
    const child = fork(path.join(made, 'agent', module.replace(/\.ts$/, '.mjs')), [], {
      execPath: path.join(made, 'bin', 'node'),
      execArgv: [...flags],
      cwd: dir,
      env: {},
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let said = ''
    child.stderr?.on('data', text => {
      said += text
    })
    child.disconnect()
    const [code] = await once(child, 'exit')
    assert.equal(code, 0, `${module}: ${said.slice(-2_000)}`)
  }
})

test('a package for another processor than that of this machine says what is missing', here, async () => {
  const other = PROCESSORS.find(each => each !== processor) ?? assert.fail('there is one processor only')
  const into = path.join(dir, 'other')
  await assert.rejects(packageLinux(into, other), /node-linux-\w+ is not there: npm ci brings it/)
})
