import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { csv } from './csv.ts'

const column = { name: (row: string | number | null) => row }
async function* these(...rows: (string | number | null)[]) {
  yield* rows
}
/** Lines behind the head. */
const written = async (...rows: (string | number | null)[]): Promise<string> =>
  (await text(csv(column, these(...rows)))).replace('name\r\n', '')

for (const { why, cell, want } of [
  { why: 'a formula', cell: '=1+1', want: "'=1+1" },
  { why: 'a plus', cell: '+1', want: "'+1" },
  { why: 'a minus', cell: '-1', want: "'-1" },
  { why: 'an at', cell: '@SUM(A1)', want: "'@SUM(A1)" },
  { why: 'a wide equals sign', cell: '＝1', want: "'＝1" },
  { why: 'a formula behind a blank', cell: ' =1', want: '" \'=1"'.slice(1, -1) },
  { why: 'a formula behind a blank that is no space', cell: '\u3000=1', want: "\u3000'=1" },
  { why: 'a formula behind a semicolon', cell: 'a; =1', want: "a; '=1" },
  { why: 'a command', cell: "=cmd|' /C calc'!A0", want: "'=cmd|' /C calc'!A0" },
  { why: 'a link', cell: '=HYPERLINK("https://x","y")', want: '"\'=HYPERLINK(""https://x"",""y"")"' },
  { why: 'a comma', cell: 'a,=1', want: '"a,=1"' },
  { why: 'a quotation mark', cell: 'a"b', want: '"a""b"' },
  { why: 'an option', cell: '--help', want: "'--help" },
  { why: 'a number below zero', cell: -1, want: '-1' },
  { why: 'an ordinary path', cell: '~/a=b/c-d; e', want: '~/a=b/c-d; e' },
  { why: 'nothing', cell: null, want: '' },
])
  test(`F56: ${why}`, async () => assert.equal(await written(cell), `${want}\r\n`))

test('a failure on the way breaks the file off, so that nobody takes a part of it for the whole', async () => {
  async function* broken() {
    yield 'a'
    throw new Error('the store is gone')
  }
  await assert.rejects(text(csv(column, broken())), /the store is gone/)
})

test('reads no further ahead than a reader takes', async () => {
  let read = 0
  async function* endless() {
    for (;;) {
      read++
      yield 'x'.repeat(1_000)
    }
  }
  const stream = csv(column, endless())
  for await (const _ of stream) break
  assert.ok(read < 200, `${read} rows`)
})
