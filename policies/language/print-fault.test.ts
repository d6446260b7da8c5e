import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Fault, fault } from './fault.ts'
import { printFault } from './print-fault.ts'

const at = (line: number, column: number, length: number, mend: string | null = null): Fault =>
  fault('unknown-tool', { file: 'policy.yaml', line, column, length }, 'no such tool in the catalog', mend)

const cases: { why: string; text: string; fault: Fault; want: string }[] = [
  {
    why: 'line, caret, message and mend',
    text: 'rules:\n  - match:\n      tools: [claude-cod]\n',
    fault: at(3, 15, 10, 'did you mean claude-code?'),
    want: `policy.yaml:3:15 unknown-tool
  3 |       tools: [claude-cod]
    |               ^^^^^^^^^^  no such tool in the catalog; did you mean claude-code?`,
  },
  {
    why: 'the margin is as wide as the number',
    text: `${'\n'.repeat(99)}a: b`,
    fault: at(100, 4, 1),
    want: `policy.yaml:100:4 unknown-tool
  100 | a: b
      |    ^  no such tool in the catalog`,
  },
  {
    why: 'wide characters take two columns',
    text: 'zh: 你好, tools: [x]',
    fault: at(1, 17, 1),
    want: `policy.yaml:1:17 unknown-tool
  1 | zh: 你好, tools: [x]
    |                   ^  no such tool in the catalog`,
  },
  {
    why: 'a text that ends before the line still has a caret',
    text: '',
    fault: at(1, 1, 1),
    want: `policy.yaml:1:1 unknown-tool
  1 |
    | ^  no such tool in the catalog`,
  },
  {
    why: 'what would deceive is shown as escapes, and the caret keeps its place',
    text: 'a: \u202eb, c: d\u001b[2J',
    fault: at(1, 11, 1),
    want: `policy.yaml:1:11 unknown-tool
  1 | a: \\u{202e}b, c: d\\u{1b}[2J
    |                  ^  no such tool in the catalog`,
  },
]
for (const { why, text, fault, want } of cases) test(why, () => assert.equal(printFault(fault, text), want))

test('a warning says that it is one', () => {
  const printed = printFault(fault('exception-over', { file: 'p', line: 1, column: 1, length: 1 }, 'over'), 'x')
  assert.match(printed, /^p:1:1 exception-over \(warning\)\n/)
})
test('of a long line the part around the fault is shown', () => {
  const printed = printFault(at(1, 5_001, 3), `${'x'.repeat(5_000)}bad${'y'.repeat(5_000)}`)
  const [, line = '', caret = ''] = printed.split('\n')
  assert.ok(line.length < 120)
  assert.equal(line.slice(caret.indexOf('^'), caret.indexOf('^') + 3), 'bad')
})
test('a tab keeps the caret in place', () => {
  const [, line = '', caret = ''] = printFault(at(1, 4, 1), 'a:\tb').split('\n')
  assert.equal(line, '  1 | a:  b')
  assert.equal(line[caret.indexOf('^')], 'b')
})
