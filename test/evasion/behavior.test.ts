import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type Pty, startInPty, waitFor } from '../e2e/pty.ts'
import { scan } from '../real/scan.ts'
import { cachedAssistant } from '../real-assistants.ts'
import { catalog, type Eyes, type Found, openEyes } from './looking.ts'

/** What content cannot show: the program is known by what it does, once it has come up. */

/** A busy machine takes long to bring it up; nothing depends on how long. */
const COMES_UP = 120_000

let dir = ''
let home = ''
let eyes: Eyes
const started: Pty[] = []
before(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'waymark-behavior-')))
  home = join(dir, 'home')
  await mkdir(join(home, 'bin'), { recursive: true })
  eyes = await openEyes()
})
afterEach(async () => {
  for (const pty of started.splice(0)) await pty.end()
})
after(async () => {
  await eyes.close()
  await rm(dir, { recursive: true, force: true })
})

/** Its first questions answered, the folder trusted: a person has used it here before. */
const settle = (): Promise<void> =>
  writeFile(
    join(home, '.claude.json'),
    JSON.stringify({
      hasCompletedOnboarding: true,
      theme: 'dark',
      projects: { [home]: { hasTrustDialogAccepted: true } },
    }),
  )
const start = async (program: string, args: readonly string[]): Promise<Pty> => {
  await settle()
  const pty = await startInPty(program, args, { home })
  started.push(pty)
  return pty
}
const onlyWhen = async (pty: Pty, left: string): Promise<Found> => {
  assert.ok(await waitFor(() => existsSync(left), COMES_UP), `no ${left}: ${pty.shown().slice(-500)}`)
  const [found, ...more] = (await eyes.running(pty.pid, home)).found
  assert.ok(found !== undefined, 'it was not found')
  assert.deepEqual(more, [])
  assert.deepEqual([found.tool, found.runs], ['claude-code', true])
  return found
}
const sessionOf = (pid: number): string => join(home, '.claude', 'sessions', `${pid}.json`)

const textsOf = async (): Promise<string[]> => {
  const entry = (await catalog()).get('claude-code')
  return entry?.indicators.flatMap(i => (i.kind === 'content' ? i.texts.map(parts => parts.join('')) : [])) ?? []
}

test('the native program, ten of twelve texts replaced: by its session and the socket that it holds', async () => {
  const { arrangement } = await cachedAssistant('claude-code')
  const bytes = readFileSync(join(arrangement.root, 'bin', 'claude.exe'))
  const texts = await textsOf()
  assert.equal(texts.length, 12)
  for (const text of texts.slice(0, 10))
    for (const encoding of ['latin1', 'utf16le'] as const) {
      const [from, to] = [Buffer.from(text, encoding), Buffer.from(text.replace(/[a-y]/, 'z'), encoding)]
      for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at)) to.copy(bytes, at)
    }
  const file = join(home, 'bin', 'notes-helper')
  writeFileSync(file, bytes, { mode: 0o755 })
  const pty = await start(file, [])
  const found = await onlyWhen(pty, sessionOf(pty.pid))
  assert.deepEqual([found.install, found.kinds], [file, ['behavior', 'behavior']])
  assert.deepEqual(found.matched, ['~/.claude/sessions/PID.json', '/tmp/cc-socks/PID.sock'])

  // The same from where a person stands: no pid leaves the machine among the evidence.
  const { detections } = await scan(['--home', home], dir)
  const [seen] = detections.filter(({ state }) => state === 'running')
  assert.deepEqual(
    [seen?.tool, seen?.verdict, seen?.path, seen?.pid],
    ['claude-code', 'banned', '~/bin/notes-helper', pty.pid],
  )
  assert.ok(!JSON.stringify(seen?.evidence).includes(String(pty.pid)))

  await pty.end()
  assert.deepEqual((await eyes.running(pty.pid, home)).found, [])
  await rm(file)
})

test('the JavaScript release out of a gzip file by a loader of five lines: by its session', async () => {
  const { arrangement } = await cachedAssistant('claude-code-js')
  const packed = join(home, 'bin', 'notes.gz')
  const text = await readFile(join(arrangement.root, 'cli.js'), 'utf8')
  const here = JSON.stringify(`file://${join(home, 'bin', 'notes.mjs')}`)
  await writeFile(packed, gzipSync(text.replaceAll('import.meta.url', here)))
  const loader = join(home, 'bin', 'loader.mjs')
  await writeFile(
    loader,
    `import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
const text = gunzipSync(readFileSync(${JSON.stringify(packed)}))
await import('data:text/javascript;base64,' + text.toString('base64'))
`,
  )
  const pty = await start(process.execPath, [loader])
  await eyes.running(pty.pid, home)
  const found = await onlyWhen(pty, sessionOf(pty.pid))
  assert.equal(found.install, loader)
  assert.deepEqual(
    found.kinds.filter(kind => kind !== 'process'),
    ['behavior'],
  )
})

test('the JavaScript release that has written its title over its arguments: by what its start showed', async () => {
  const { arrangement } = await cachedAssistant('claude-code-js')
  const pty = await start(process.execPath, [join(arrangement.root, 'cli.js')])
  await eyes.running(pty.pid, home)
  const title = (): string => readFileSync(`/proc/${pty.pid}/comm`, 'utf8').trim()
  assert.ok(await waitFor(() => title() === 'claude', COMES_UP))
  assert.ok(await waitFor(() => !readFileSync(`/proc/${pty.pid}/cmdline`, 'latin1').includes('cli.js'), COMES_UP))
  const found = await onlyWhen(pty, sessionOf(pty.pid))
  assert.equal(found.install, arrangement.root)
  assert.deepEqual([...new Set(found.kinds)], ['package', 'content', 'hash', 'process', 'behavior'])

  const late = await openEyes()
  try {
    const [again] = (await late.running(pty.pid, home)).found
    assert.deepEqual(again?.kinds, ['process', 'behavior'], 'who comes later is told by the session alone')
  } finally {
    await late.close()
  }
})
