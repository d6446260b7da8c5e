import assert from 'node:assert/strict'
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Pty, startInPty, waitFor } from '../e2e/pty.ts'
import { installAssistant } from '../real-assistants.ts'
import { type Scanned, scan } from './scan.ts'

let dir = ''
const started: Pty[] = []
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-running-'))
})
after(async () => {
  for (const pty of started) await pty.end()
  await rm(dir, { recursive: true, force: true })
})

const start = async (program: string, args: readonly string[], home: string): Promise<Pty> => {
  const pty = await startInPty(program, args, { home })
  started.push(pty)
  return pty
}

/** A home in which the first questions are answered: without network the program would end at them. */
const SETTLED = JSON.stringify({ hasCompletedOnboarding: true, theme: 'dark' })

/** What is found once something runs there. */
const whenRunning = async (home: string): Promise<Scanned> => {
  let last: Scanned | null = null
  await waitFor(async () => {
    last = await scan(['--home', home], dir)
    return last.detections.some(({ state }) => state === 'running')
  }, 30_000)
  return last ?? scan(['--home', home], dir)
}

test('the real program under another name is found by its content, and elsewhere nobody hears of it', async () => {
  const [home, bin, source] = [join(dir, 'h'), join(dir, 'h', 'bin'), join(dir, 'source')]
  await mkdir(bin, { recursive: true })
  await mkdir(source)
  const installed = await installAssistant('claude-code-node26', source)
  const vim = join(bin, 'vim')
  await copyFile(join(installed.root, 'bin', 'claude.exe'), vim)
  await chmod(vim, 0o755)

  const quiet = await scan(['--home', home], dir)
  assert.deepEqual(quiet.detections, [], 'a file that nobody runs and no name points to is not read')

  await writeFile(join(home, '.claude.json'), SETTLED)
  const pty = await start(vim, [], home)
  const { exit, detections } = await whenRunning(home)
  assert.equal(exit, 1)
  const [found, ...more] = detections
  assert.ok(found !== undefined, pty.shown())
  assert.deepEqual(more, [])
  assert.equal(found.tool, 'claude-code')
  assert.equal(found.state, 'running')
  assert.equal(found.pid, pty.pid)
  assert.equal(found.path, '~/bin/vim')
  assert.ok(found.evidence.some(({ kind, matched }) => kind === 'content' && matched === '12 of 12 texts'))

  const elsewhere = join(dir, 'empty')
  await mkdir(elsewhere)
  const empty = await scan(['--home', elsewhere], dir)
  assert.equal(empty.exit, 0)
  assert.deepEqual(empty.detections, [])
})

test('an install that runs is the same detection as the one that lies there', async () => {
  const home = join(dir, 'installed')
  await mkdir(home)
  const installed = await installAssistant('claude-code-node26', home)
  await writeFile(join(home, '.claude.json'), SETTLED)
  const before = await scan(['--home', home], dir)
  const pty = await start(installed.command, [], home)
  const { detections } = await whenRunning(home)
  assert.equal(detections.length, 1)
  assert.equal(detections[0]?.state, 'running')
  assert.equal(detections[0]?.pid, pty.pid)
  assert.equal(detections[0]?.id, before.detections[0]?.id)
  await pty.end()
  const gone = await scan(['--home', home], dir)
  assert.equal(gone.detections[0]?.state, 'present')
})

test('a script called claude that runs is nothing', async () => {
  const home = join(dir, 'script')
  await mkdir(join(home, '.local', 'bin'), { recursive: true })
  const claude = join(home, '.local', 'bin', 'claude')
  await writeFile(claude, '#!/usr/bin/env node\nprocess.title = "claude"\nsetInterval(() => console.log("up"), 100)\n')
  await chmod(claude, 0o755)
  const pty = await start(claude, [], home)
  assert.ok(await waitFor(() => pty.shown().includes('up'), 5_000), pty.shown())
  const { exit, detections } = await scan(['--home', home], dir)
  assert.deepEqual(detections, [])
  assert.equal(exit, 0)
})
