import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Detection } from '../../protocol/detection.ts'
import { type Packaged, type PackagedAgent, packaged, startPackaged } from '../packaged.ts'
import { installAssistant } from '../real-assistants.ts'
import { waitFor } from './pty.ts'

/** What is installed on a workstation, alone in a folder: no npm, no repository, no other Node. */

let place: Packaged
let version: string
before(async () => {
  place = await packaged()
  version = (await installAssistant('claude-code', place.home)).version
})
after(() => place?.remove())

const found = (detections: readonly Detection[]): Detection =>
  detections.find(({ tool }) => tool === 'claude-code') ?? assert.fail(JSON.stringify(detections))

test('scan finds the real Claude Code, by its package and by what its program holds', async () => {
  const { code, stdout, stderr } = await place.verb('scan', '--json', '--home', place.home)
  assert.equal(code, 1, stderr)
  const { detections } = JSON.parse(stdout) as { detections: unknown[] }
  const claude = found(detections.map(each => Detection.parse(each)))
  assert.equal(claude.version, version)
  const kinds = new Set(claude.evidence.map(({ kind }) => kind))
  assert.ok(kinds.has('package'))
  assert.ok(kinds.has('hash') || kinds.has('content'), 'the child that reads files did')
})

test('without a daemon status says so, and how it is started', async () => {
  const { code, stderr } = await place.verb('status')
  assert.equal(code, 2)
  assert.match(stderr, /not running.*waymark run/s)
})

test('the daemon enrols, reports, and answers its verbs', async () => {
  const agent: PackagedAgent = await startPackaged(place)
  try {
    const listed = async (): Promise<Detection[]> => agent.api.detections('?tool=claude-code')
    assert.ok(await waitFor(async () => (await listed()).length > 0, 60_000), agent.said())
    assert.equal(found(await listed()).version, version)
    const described = async () => (await agent.api.events(agent.device)).find(({ kind }) => kind === 'device-described')
    assert.ok(await waitFor(async () => (await described()) !== undefined, 30_000), agent.said())
    const status = await place.verb('status', '--json')
    assert.ok(status.code < 2, status.stderr)
    assert.doesNotMatch(status.stdout, /part-failed|inventory-incomplete/)
    const ledger = await place.verb('ledger', '--json')
    assert.equal(ledger.code, 0, ledger.stderr)
    assert.equal((JSON.parse(ledger.stdout) as { device: string }).device, agent.device)
  } finally {
    await agent.stop()
  }
})
