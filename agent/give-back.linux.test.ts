import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { cleanPrograms, giveBack } from './give-back.linux.ts'
import { platform } from './platform.ts'

const mapping = (head: string, anonymous = 0, dirty = 0): string =>
  `${head}\nSize: 8 kB\nRss: 8 kB\nPrivate_Clean: 4 kB\nPrivate_Dirty:         ${dirty} kB\nAnonymous:             ${anonymous} kB`

test('only what shows a program file, and holds nothing of its own, is let go', () => {
  const smaps = [
    mapping('00400000-00402000 r-xp 00000000 fe:00 17                     /opt/waymark/bin/node'),
    mapping('00500000-00501000 r--p 00000000 fe:00 17                     /opt/waymark/bin/node', 4),
    mapping('00600000-00601000 r--p 00000000 fe:00 17                     /opt/waymark/bin/node', 0, 4),
    mapping('00700000-00701000 rw-p 00000000 fe:00 17                     /opt/waymark/bin/node'),
    mapping('7f0000000000-7f0000001000 r--p 00000000 fe:00 18             /usr/lib/libstdc++.so.6.0.30'),
    mapping('7f0000002000-7f0000003000 r--s 00000000 fe:00 19             /var/lib/waymark/agent/ledger.db-shm'),
    mapping('7f0000004000-7f0000005000 r--p 00000000 00:00 0 '),
    mapping('7ffc00000000-7ffc00002000 r-xp 00000000 00:00 0              [vdso]'),
  ].join('\n')
  assert.deepEqual(cleanPrograms(smaps, '/opt/waymark/bin/node'), [
    { from: 0x400000, bytes: 0x2000, file: '/opt/waymark/bin/node' },
    { from: 0x600000, bytes: 0x1000, file: '/opt/waymark/bin/node' },
    { from: 0x7f0000000000, bytes: 0x1000, file: '/usr/lib/libstdc++.so.6.0.30' },
  ])
})

const linux = { skip: platform === 'linux' ? false : 'Linux shows its mappings' }

test('memory is smaller afterwards, and everything still works', linux, () => {
  const rss = (): number => Number(/^Rss: +(\d+) kB$/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'))?.[1])
  const before = rss()
  assert.ok(giveBack() > 0)
  assert.ok(rss() < before - 10_000, `${before} kB before, ${rss()} kB afterwards`)
  assert.equal(JSON.stringify({ a: new Intl.NumberFormat('en').format(1_000) }), '{"a":"1,000"}')
})
