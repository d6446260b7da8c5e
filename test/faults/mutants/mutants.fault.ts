import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { copyRepository } from './copy.ts'
import { MUTANTS, type Mutant } from './mutants.ts'

/** Tests that are never seen red prove nothing: each is run on a copy of the repository with one thing broken in it. */

const ENDS_WITHIN = 300_000
const copy = mkdtempSync(path.join(os.tmpdir(), 'waymark-mutants-'))
before(() => copyRepository(copy))
after(() => rmSync(copy, { recursive: true, force: true }))

type Result = { readonly passed: number; readonly failed: number; readonly said: string }

const run = ({ test: file, named }: Pick<Mutant, 'test' | 'named'>): Promise<Result> => {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const pattern = named === '' ? [] : ['--test-name-pattern', named]
  const args = ['--test', '--test-reporter=tap', '--test-timeout=120000', ...pattern, file]
  return new Promise(resolve => {
    execFile(process.execPath, args, { cwd: copy, env, timeout: ENDS_WITHIN, maxBuffer: 1 << 26 }, (_error, said) => {
      const figure = (of: string): number => Number(new RegExp(`^# ${of} (\\d+)$`, 'm').exec(said)?.[1] ?? 0)
      resolve({ passed: figure('pass'), failed: figure('fail') + figure('cancelled'), said })
    })
  })
}

const green = new Map<string, Promise<Result>>()

for (const mutant of MUTANTS)
  test(`mutant: ${mutant.name}: ${mutant.test} ${mutant.named} is red`, async t => {
    const key = `${mutant.test} ${mutant.named}`
    const sound = green.get(key) ?? run(mutant)
    green.set(key, sound)
    const { passed, failed, said } = await sound
    assert.ok(passed > 0 && failed === 0, `not green without it: ${said.slice(0, 2_000)}`)

    const file = path.join(copy, mutant.file)
    const text = readFileSync(file, 'utf8')
    assert.equal(text.split(mutant.from).length, 2, `${mutant.file} no longer holds once: ${mutant.from}`)
    writeFileSync(
      file,
      text.replace(mutant.from, () => mutant.to),
    )
    try {
      const broken = await run(mutant)
      assert.ok(broken.failed > 0, `nobody noticed: ${broken.said.slice(0, 2_000)}`)
      // Red for what it found, not because nothing could be loaded.
      assert.match(broken.said, /ERR_ASSERTION|failureType: 'testCodeFailure'/)
      assert.doesNotMatch(broken.said, /ERR_MODULE_NOT_FOUND|SyntaxError/)
      t.diagnostic(/error: (?:\|-\s+)?'?(.*)/.exec(broken.said)?.[1] ?? '')
    } finally {
      writeFileSync(file, text)
    }
  })
