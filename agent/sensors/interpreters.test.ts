import assert from 'node:assert/strict'
import { test } from 'node:test'
import { interpreterOf, readsInput, scriptArguments } from './interpreters.ts'

const programs = [
  ['node', 'node', true],
  ['nodejs', 'nodejs', true],
  ['node.exe', 'node.exe', true],
  ['node22', 'node22', true],
  ['node-26.10', 'x', true],
  ['vim', 'node-MainThread', true],
  ['python3', 'python3', true],
  ['python3.11', 'claude', true],
  ['pypy3.10', 'x', true],
  ['bun', 'Bun', true],
  ['deno', 'deno', true],
  ['claude', 'claude', false],
  ['nodemon', 'node', false],
  ['python-config', 'x', false],
  ['bunx', 'x', false],
] as const
for (const [program, thread, wanted] of programs)
  test(`${program} (${thread}) is ${wanted ? 'an' : 'no'} interpreter`, () => {
    assert.equal(interpreterOf(program, thread) !== null, wanted)
  })

const lines: [program: string, line: string, wanted: string[]][] = [
  ['node', 'cli.js', ['cli.js']],
  ['node', 'cli.js --print', ['cli.js']],
  ['node', '--no-warnings=1 --enable-source-maps=x /opt/a/cli.js -e x', ['/opt/a/cli.js']],
  ['node', '-r ./hook.js --import x.mjs --require y cli.js', ['cli.js']],
  ['node', '--require=./hook.js cli.js', ['cli.js']],
  ['node', '--title vim cli.js', ['cli.js']],
  ['node', '-e 1 cli.js', []],
  ['node', '--eval=1 cli.js', []],
  ['node', '-pe 1', []],
  ['node', '-i cli.js', ['cli.js']],
  ['node', '-', []],
  ['node', '--input-type=module -', []],
  ['node', '--input-type module - x.js', []],
  ['node', '-- --odd.js', ['--odd.js']],
  ['node', '--run build', []],
  ['node', '--test a.test.js', []],
  ['node', 'inspect cli.js', ['cli.js']],
  ['node', '--no-warnings cli.js', ['cli.js']],
  ['node', '--not-known-yet value cli.js more.txt', ['value', 'cli.js']],
  ['node', '', []],
  ['python3', '/usr/bin/aider --model x', ['/usr/bin/aider']],
  ['python3', '-u -W ignore -X dev a.py', ['a.py']],
  ['python3', '-Wignore -Xdev a.py', ['a.py']],
  ['python3', '-BsW ignore a.py', ['a.py']],
  ['python3', '-m aider', []],
  ['python3', '-um aider', []],
  ['python3', '-c code a.py', []],
  ['python3', '-Bc code', []],
  ['bun', 'run --cwd /x a.ts', ['a.ts']],
  ['bun', 'a.ts', ['a.ts']],
  ['bun', 'x cowsay', []],
  ['bun', 'install', []],
  ['deno', 'run -A --allow-read=/x a.ts', ['a.ts']],
  ['deno', '--config deno.json a.ts', ['a.ts']],
  ['deno', 'eval 1', []],
]
for (const [program, line, wanted] of lines)
  test(`${program} ${line}`, () => {
    const interpreter = interpreterOf(program, program)
    assert.ok(interpreter)
    assert.deepEqual(scriptArguments(interpreter, line === '' ? [] : line.split(' ')), wanted)
  })

test('thousands of options end', () => {
  const interpreter = interpreterOf('node', 'node')
  assert.ok(interpreter)
  assert.deepEqual(scriptArguments(interpreter, Array(4096).fill('--x')), [])
})

const inputs: [program: string, line: string, reads: boolean][] = [
  ['node', '', true],
  ['node', '-', true],
  ['node', '- --print hello', true],
  ['node', '--input-type=module -', true],
  ['node', '--input-type module', true],
  ['node', '--no-warnings -r ./hook.js', true],
  ['node', 'cli.js', false],
  ['node', '--no-warnings cli.js -', false],
  ['node', '-- cli.js', false],
  ['node', '-e 1', false],
  ['node', '--eval=1', false],
  ['node', '--version', false],
  ['python3', '-u', true],
  ['python3', '-Bu -', true],
  ['python3', '-Bc code', false],
  ['python3', '-BW ignore', true],
  ['bun', 'run -', true],
  ['bun', 'run a.ts', false],
  ['bun', '-', true],
]
for (const [program, line, reads] of inputs)
  test(`${program} ${line} ${reads ? 'reads' : 'does not read'} standard input`, () => {
    const interpreter = interpreterOf(program, program)
    assert.ok(interpreter)
    assert.equal(readsInput(interpreter, line === '' ? [] : line.split(' ')), reads)
  })
