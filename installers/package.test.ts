import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'

const made = (...args: readonly string[]) =>
  spawnSync(process.execPath, [path.join(import.meta.dirname, 'package.ts'), ...args], { encoding: 'utf8' })

const refused = [
  { args: ['windows'], says: /packages for windows cannot be made yet/ },
  { args: ['macos'], says: /packages for macos cannot be made yet/ },
  { args: [], says: /which system\?/ },
  { args: ['plan9'], says: /which system\?/ },
  { args: ['linux', '--into'], says: /one word too many: --into/ },
]
for (const { args, says } of refused)
  test(`"${args.join(' ')}" is refused in words`, () => {
    const { status, stdout, stderr } = made(...args)
    assert.equal(status, 2)
    assert.equal(stdout, '')
    assert.match(stderr, says)
  })
