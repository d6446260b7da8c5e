import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asMarkup, shown } from './notice-text.ts'
import { notifySendValues } from './show-notify-send.ts'
import { terminalLines } from './show-terminal.ts'

/** Right-to-left override, an ANSI colour, an OSC 8 link. */
const hostile = {
  title: '--help \u202egnp.exe',
  lines: ['\u001b[31mred\u001b[0m <b>bold</b> & \\n', '\u001b]8;;https://a.example\u0007x'],
}

test('what would hide or move text is shown as an escape', () => {
  assert.deepEqual(shown(hostile), {
    title: '--help \\u{202e}gnp.exe',
    lines: ['\\u{1b}[31mred\\u{1b}[0m <b>bold</b> & \\n', '\\u{1b}]8;;https://a.example\\u{7}x'],
  })
})

test('no control character is left for a terminal, and the title leads', () => {
  const lines = terminalLines(hostile)
  assert.equal(lines[0], 'Waymark: --help \\u{202e}gnp.exe')
  assert.doesNotMatch(lines.join(''), /\p{Cc}|\u202e/u)
})

test('a desktop gets markup that shows as the text it was, and backslashes that survive notify-send', () => {
  assert.equal(asMarkup('<b>a</b> & b'), '&lt;b&gt;a&lt;/b&gt; &amp; b')
  const [title, body] = notifySendValues(hostile)
  assert.equal(title, '--help \\u{202e}gnp.exe')
  assert.equal(body.split('\n')[0], '\\\\u{1b}[31mred\\\\u{1b}[0m &lt;b&gt;bold&lt;/b&gt; &amp; \\\\n')
})
