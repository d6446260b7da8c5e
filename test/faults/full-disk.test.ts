import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { platform } from '../../agent/platform.ts'

const inOwn = ['--mount', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'])]
const lacks =
  platform === 'linux' && spawnSync('unshare', [...inOwn, 'true']).status === 0
    ? false
    : 'needs a mount namespace of its own'

test('F06: a whole daemon starts on a full disk, says so from memory, and goes on when there is room', {
  skip: lacks,
}, t => {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'waymark-full-')))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  const [home, disk] = [path.join(root, 'home'), path.join(root, 'disk')]
  mkdirSync(home)
  mkdirSync(disk)
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    WAYMARK_HOME: path.join(root, 'none'),
    WAYMARK_STATE_DIR: path.join(disk, 'state'),
    WAYMARK_SENSORS_HOMES: home,
    WAYMARK_NOTICES_ACCOUNTS: 'nobody-at-all',
  }
  const mount = 'mount -t tmpfs -o size=3m,mode=755 none "$2" && exec "$0" "$@"'
  const script = path.join(import.meta.dirname, 'full-disk.ts')
  const output = execFileSync('unshare', [...inOwn, 'sh', '-c', mount, process.execPath, script, disk], {
    env,
    encoding: 'utf8',
    timeout: 120_000,
  })
  const said = JSON.parse(output)
  assert.deepEqual(said.whole, { code: 1, conditions: ['not-enrolled'] })
  assert.equal(said.first, 0)
  assert.equal(said.full.code, 1)
  assert.ok(said.full.conditions.includes('disk-full'), JSON.stringify(said.full))
  assert.ok(!said.full.conditions.includes('ledger-damaged'), JSON.stringify(said.full))
  assert.deepEqual(said.freed.conditions, ['not-enrolled'])
  assert.equal(said.last, 0)
  // That the disk was full is told as soon as it can be: folded, for it came and went.
  const told = said.entries.filter(({ condition }: { condition?: string }) => condition === 'disk-full')
  assert.deepEqual(
    told.map(({ kind, count, state }: Record<string, unknown>) => [kind, count ?? state]),
    [
      ['folded', 1],
      ['condition-changed', 'cleared'],
    ],
  )
})
