import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { platform } from '../../agent/platform.ts'

const unix = { skip: platform === 'windows' ? 'it is a shell script' : false }

test('the launcher hands on no variable that loads code from elsewhere', unix, async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'waymark-launcher-'))
  try {
    await copyFile(path.join(import.meta.dirname, 'waymark'), path.join(dir, 'waymark'))
    await mkdir(path.join(dir, 'bin'))
    // In place of Node: tells what Node would be given.
    await writeFile(path.join(dir, 'bin/node'), '#!/bin/sh\nenv\n')
    for (const file of ['waymark', 'bin/node']) await chmod(path.join(dir, file), 0o755)
    const bad = {
      NODE_OPTIONS: '--require=/tmp/evil.js',
      NODE_PATH: '/tmp/evil',
      OPENSSL_CONF: '/tmp/evil.cnf',
      OPENSSL_MODULES: '/tmp/evil',
      OPENSSL_ENGINES: '/tmp/evil',
      LD_LIBRARY_PATH: '/tmp/evil',
    }
    for (const verb of ['run', 'scan']) {
      const given = execFileSync(path.join(dir, 'waymark'), [verb], {
        env: { PATH: process.env.PATH, WAYMARK_CONSOLE: 'https://c.example', ...bad },
        encoding: 'utf8',
      })
      assert.match(given, /^WAYMARK_CONSOLE=/m)
      assert.doesNotMatch(given, /evil/)
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})
