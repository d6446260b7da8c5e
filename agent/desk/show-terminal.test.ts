import assert from 'node:assert/strict'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Pty, startInPty, waitFor } from '../../test/e2e/pty.ts'
import { platform } from '../platform.ts'
import { showOnTerminal } from './show-terminal.ts'

const skip = platform === 'linux' ? false : 'util-linux script is used'
const uid = process.getuid?.() ?? 0
const text = { title: 'Claude Code is being retired here', lines: ['Qoder is ready for you.', 'x\u001b[2Jy'] }

let home = ''
let pty: Pty
before(async () => {
  home = await mkdtemp(join(tmpdir(), 'waymark-terminal-'))
  if (skip === false) pty = await startInPty('/usr/bin/sleep', ['120'], { home })
})
after(async () => {
  await pty?.end()
  await rm(home, { recursive: true, force: true })
})

test('a notice stands on the terminal of its account, on lines of its own, and clears nothing', { skip }, async () => {
  assert.equal(await showOnTerminal(text, pty.terminal, uid), true)
  const want = '\r\nWaymark: Claude Code is being retired here\r\n  Qoder is ready for you.\r\n  x\\u{1b}[2Jy\r\n'
  assert.ok(
    await waitFor(() => pty.shown().replaceAll('\r\r', '\r').includes(want), 3_000),
    JSON.stringify(pty.shown()),
  )
})

test('what is no terminal of that account is not written to', { skip }, async () => {
  const link = join(home, 'link')
  await symlink(pty.terminal, link)
  for (const path of [
    '/dev/null',
    '/dev/zero',
    '/dev/pts/ptmx',
    link,
    '/dev/pts/../null',
    '/dev/pts/9999999',
    '/dev/sda',
  ]) {
    assert.equal(await showOnTerminal(text, path, uid), false, path)
  }
  const before = pty.shown()
  assert.equal(await showOnTerminal(text, pty.terminal, uid + 1), false)
  assert.equal(pty.shown(), before)
})
