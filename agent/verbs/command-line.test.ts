import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandLine } from './command-line.ts'
import { VERBS } from './list.ts'

const typed = async (...args: string[]): Promise<{ exit: number; out: string; err: string }> => {
  let [out, err] = ['', '']
  const exit = await commandLine(args, {
    env: { WAYMARK_HOME: '/nowhere' },
    stdout: { write: text => (out += text) },
    stderr: { write: text => (err += text) },
  })
  return { exit, out, err }
}

test('help names every verb in a line of its own', async () => {
  const { exit, out } = await typed('--help')
  assert.equal(exit, 0)
  for (const name of Object.keys(VERBS)) assert.match(out, new RegExp(`^  ${name} +\\S`, 'm'))
  assert.ok(out.split('\n').every(line => line.length <= 80))
})

test('without a verb: the same help, and exit 2, for nothing was done', async () => {
  const { exit, out } = await typed()
  assert.equal(exit, 2)
  assert.equal(out, (await typed('help')).out)
})

for (const name of Object.keys(VERBS))
  test(`${name} --help names its flags, within 80 columns`, async () => {
    const { exit, out } = await typed(name, '--help')
    assert.equal(exit, 0)
    const verb = await VERBS[name]?.()
    for (const flag of Object.keys(verb?.flags ?? {})) assert.ok(out.includes(`--${flag}`))
    assert.ok(out.split('\n').every(line => line.length <= 80))
    assert.equal(verb?.name, name)
  })

const wrong = [
  { why: 'a verb that is not there', args: ['frob'], says: /^waymark: no such verb: frob: one of .*scan/ },
  { why: 'a name of every object', args: ['toString'], says: /^waymark: no such verb: toString: / },
  {
    why: 'a flag that is not there',
    args: ['scan', '--frob'],
    says: /^waymark: not understood: .*'--frob'.*: see waymark scan --help/,
  },
  { why: 'a flag without its value', args: ['scan', '--home'], says: /^waymark: not understood: .*--home/ },
  { why: 'a word too many', args: ['scan', 'now'], says: /^waymark: one word too many: now: / },
  { why: 'text that deceives', args: ['a\u001b[2Jb'], says: /^waymark: no such verb: a\\u\{1b\}\[2Jb: / },
]
for (const { why, args, says } of wrong)
  test(`${why}: one line on stderr, exit 2`, async () => {
    const { exit, out, err } = await typed(...args)
    assert.equal(exit, 2)
    assert.equal(out, '')
    assert.match(err, says)
    assert.equal(err.split('\n').length, 2)
  })
