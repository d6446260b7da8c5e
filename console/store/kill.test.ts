import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { CHAIN_START, chainFaults } from '../../protocol/chain.ts'
import { enrolled } from './contract/with-store.ts'
import { deviceId } from './sample.ts'
import { openSqlite } from './sqlite.ts'

const WRITER = path.join(import.meta.dirname, 'kill-writer.ts')
const ROUNDS = 6

test('a kill while appending loses nothing that was acknowledged, and leaves nothing half counted', async t => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-kill-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  const device = deviceId(1)
  const begun = await openSqlite(dir)
  await enrolled(begun, device)
  await begun.close()

  for (let round = 0; round < ROUNDS; round++) {
    const child = spawn(process.execPath, [WRITER, dir], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      said += text
    })
    await once(child.stdout, 'data')
    await new Promise(resolve => setTimeout(resolve, 20 + 37 * round))
    child.kill('SIGKILL')
    await once(child, 'close')
    const acknowledged = Number(said.trimEnd().split('\n').at(-1))
    assert.ok(acknowledged > 1)

    const store = await openSqlite(dir)
    const entries = (await store.entries(device, { after: null, limit: 1_000_000 })).items
    assert.ok(entries.length >= acknowledged, `${entries.length} of ${acknowledged} acknowledged`)
    assert.deepEqual(
      chainFaults(text => hash('sha256', text), entries, CHAIN_START),
      [],
    )
    assert.equal((await store.latestHead(device))?.seq, entries.length)
    const open = new Set<string>()
    for (const { body } of entries) {
      const report = JSON.parse(body ?? '') as { kind: string; detection: { id: string } & string }
      if (report.kind === 'detection-seen') open.add(report.detection.id)
      if (report.kind === 'detection-gone') open.delete(report.detection)
    }
    const known = (await store.detections({}, { after: null, limit: 1_000_000 })).items.map(d => d.id)
    assert.deepEqual(known.toSorted(), [...open].toSorted())
    assert.equal((await store.verdictCounts(0)).banned.devices, open.size > 0 ? 1 : 0)
    await store.close()
  }
})
