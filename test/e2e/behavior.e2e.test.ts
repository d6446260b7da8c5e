import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import * as z from 'zod'
import { waitFor } from './pty.ts'
import { type Place, scratchPlace, startWaymark, type Waymark, waymarkVerb } from './waymark.ts'

/**
 * What a program does is found by the daemon while it runs, and a daemon that starts again within the hour tells nothing
 * of it twice. The programs are stand-ins that leave the session file of Claude Code, held by their own process.
 */

const SESSION = `
import { mkdirSync, writeFileSync } from 'node:fs'
mkdirSync(process.env.HOME + '/.claude/sessions', { recursive: true })
writeFileSync(process.env.HOME + '/.claude/sessions/' + process.pid + '.json', '{}')
setInterval(() => {}, 1000)
`
const PACKAGE = '.npm-global/lib/node_modules/@anthropic-ai/claude-code'

let place: Place
let waymark: Waymark
const children: ChildProcess[] = []
before(async () => {
  place = await scratchPlace()
  const manifest = { name: '@anthropic-ai/claude-code', version: '2.0.0', bin: { claude: 'cli.mjs' } }
  await put(`${PACKAGE}/package.json`, JSON.stringify(manifest))
  await put(`${PACKAGE}/cli.mjs`, SESSION)
  await put('bin/notes.mjs', SESSION)
  waymark = await startWaymark(place)
})
after(async () => {
  for (const child of children) child.kill('SIGKILL')
  await waymark?.stop('SIGTERM')
  await place.remove()
})

const put = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(join(place.home, file)), { recursive: true })
  await writeFile(join(place.home, file), text)
}
const start = (script: string): void => {
  const env = { PATH: process.env.PATH, HOME: place.home }
  children.push(spawn(process.execPath, [join(place.home, script)], { env, cwd: place.home, stdio: 'ignore' }))
}
const Ledger = z.object({ entries: z.array(z.object({ kind: z.string(), body: z.nullable(z.string()) })) })
/** Entries that tell of detections, the oldest first. */
const told = async (): Promise<string[]> => {
  const { stdout, stderr } = await waymarkVerb(place, 'ledger', '--json')
  assert.ok(stdout !== '', stderr)
  return Ledger.parse(JSON.parse(stdout))
    .entries.filter(({ kind }) => kind.startsWith('detection-'))
    .map(({ kind, body }) => `${kind} ${body}`)
}
const kindsAt = async (path: RegExp): Promise<string[]> => {
  const found = await waymark.api.detections('?state=running')
  const kinds = found.find(one => path.test(one.path))?.evidence.map(({ kind }) => kind) ?? []
  return [...new Set<string>(kinds)].sort()
}
const comesTo = async (path: RegExp, kind: string): Promise<string[]> => {
  await waitFor(async () => (await kindsAt(path)).includes(kind), 60_000)
  return kindsAt(path)
}

test('what a program does tells what it is, when neither name nor content does', async () => {
  start('bin/notes.mjs')
  const kinds = await comesTo(/notes\.mjs$/, 'behavior')
  // The folder of the session that it made is seen in the same look.
  assert.deepEqual(
    kinds.filter(kind => kind !== 'config'),
    ['behavior'],
  )
})

test('it joins what else is known of an install', async () => {
  start(`${PACKAGE}/cli.mjs`)
  assert.ok((await comesTo(/\.npm-global/, 'behavior')).includes('package'))
})

test('a daemon that starts again while they run tells nothing of them', async () => {
  const before = await told()
  assert.ok(before.length >= 2)
  await waymark.stop('SIGTERM')
  waymark = await startWaymark(place)
  // The last of a first look are these: the start of a third is told after them.
  await put('bin/third.mjs', SESSION)
  start('bin/third.mjs')
  assert.ok((await comesTo(/third\.mjs$/, 'behavior')).includes('behavior'))
  const since = (await told()).slice(before.length)
  assert.deepEqual(
    since.filter(entry => !entry.includes('third.mjs')),
    [],
  )
  assert.equal(since.length, 1)
})
