import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { isGone, startInPty, waitFor } from './pty.ts'

test('a program has a terminal of its own, is told what is typed, sees no network, and ends', async () => {
  const home = await mkdtemp(`${tmpdir()}/waymark-pty-`)
  const pty = await startInPty('/usr/bin/cat', ['/proc/net/dev', '-'], { home })
  try {
    assert.match(pty.terminal, /^\/dev\/pts\/\d+$/)
    assert.ok(await waitFor(() => pty.shown().includes('lo:'), 5_000), pty.shown())
    assert.doesNotMatch(pty.shown(), /eth|ens|enp|wl/)
    pty.type('hello\n')
    assert.ok(await waitFor(() => pty.shown().includes('hello'), 5_000), pty.shown())
  } finally {
    await pty.end()
    await rm(home, { recursive: true, force: true })
  }
  assert.ok(isGone(pty.pid))
})
