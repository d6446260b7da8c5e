import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { runCli } from './cli.ts'
import { EXAMPLE_POLICY } from './rollout/catalog-files.ts'

const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-cli-'))
after(() => rm(dir, { recursive: true }))
const example = await readFile(EXAMPLE_POLICY, 'utf8')
const file = async (name: string, text: string): Promise<string> => {
  await writeFile(path.join(dir, name), text)
  return path.join(dir, name)
}

const run = async (words: readonly string[], env: Record<string, string> = { WAYMARK_HOME: dir }) => {
  const [out, err]: [string[], string[]] = [[], []]
  const exit = await runCli(words, {
    env,
    now: () => Date.UTC(2026, 10, 21),
    random: bytes => new Uint8Array(bytes).fill(7),
    out: line => out.push(line),
    err: line => err.push(line),
  })
  return { exit, out: out.join('\n'), err: err.join('\n') }
}

test('policy lint: one that holds', async () => {
  const { exit, out } = await run(['policy', 'lint', EXAMPLE_POLICY])
  assert.equal(exit, 0)
  assert.match(out, /approved-assistants\.yaml: holds \(policy approved-assistants, \d+ rules\)/)
})

const faulty = [
  { why: 'malformed YAML', edit: (text: string) => `${text}\nrules: [\n`, code: 'bad-yaml' },
  { why: 'an unknown key', edit: (text: string) => text.replace(/^unreviewed:/m, 'unrevewed:'), code: 'unknown-key' },
  {
    why: 'an impossible date',
    edit: (text: string) => text.replace(/from: \S+?( |,|$)/m, 'from: 2026-02-30$1'),
    code: 'no-such-day',
  },
]
for (const [i, { why, edit, code }] of faulty.entries())
  test(`policy lint: ${why} names line and column, exit 1`, async () => {
    const text = edit(example)
    assert.notEqual(text, example)
    const name = await file(`faulty-${i}.yaml`, text)
    const { exit, out } = await run(['policy', 'lint', name])
    assert.equal(exit, 1)
    assert.match(out, new RegExp(`faulty-${i}\\.yaml:\\d+:\\d+ ${code}`))
  })

test('policy lint: bytes that are no text are named, not replaced', async () => {
  const name = await file('latin.yaml', '')
  await writeFile(name, Buffer.concat([Buffer.from('policy: caf'), Buffer.from([0xe9]), Buffer.from('\n')]))
  const { exit, out } = await run(['policy', 'lint', name])
  assert.equal(exit, 1)
  assert.match(out, /latin\.yaml: not UTF-8 at byte 12, line 1: save it as UTF-8/)
})

test('policy lint: a missing file, a folder, no file: exit 2', async () => {
  for (const words of [
    ['policy', 'lint', path.join(dir, 'none.yaml')],
    ['policy', 'lint', dir],
    ['policy', 'lint'],
  ]) {
    const { exit, err } = await run(words)
    assert.equal(exit, 2)
    assert.match(err, /^waymark-console: [^:]+: .+: .+/)
  }
})

test('policy publish: stores what holds, refuses what does not', async () => {
  assert.match((await run(['policy', 'publish', EXAMPLE_POLICY])).out, /with serial 1$/)
  assert.match((await run(['policy', 'publish', EXAMPLE_POLICY])).out, /with serial 2$/)
  const refused = await run(['policy', 'publish', await file('bad.yaml', 'policy: x\n')])
  assert.equal(refused.exit, 1)
  assert.match(refused.out, /bad\.yaml:1:1 missing-key/)
})

test('catalog lint: ours holds; an entry that does not is named', async () => {
  assert.equal((await run(['catalog', 'lint'])).exit, 0)
  const folder = path.join(dir, 'catalog')
  await (await import('node:fs/promises')).mkdir(folder)
  await writeFile(path.join(folder, 'x.yaml'), 'tool: x\n')
  const { exit, out } = await run(['catalog', 'lint', folder])
  assert.equal(exit, 1)
  assert.match(out, /x\.yaml:1:1 missing-key/)
})

test('token create: the token alone on stdout; what does not fit is refused', async () => {
  const made = await run(['token', 'create', '--tags', 'lab,ops', '--uses', '3', '--ttl', '30m'])
  assert.match(made.out, /^[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{22}$/)
  assert.match(made.err, /^enroll token [0-9a-f]{16}, until 2026-11-21T00:30/)
  for (const flags of [
    ['--role', 'owner'],
    ['--ttl', '3 weeks'],
    ['--uses', 'x'],
    ['--tags', 'A B'],
    ['--role', 'admin', '--uses', '1'],
  ]) {
    const { exit, err } = await run(['token', 'create', ...flags])
    assert.notEqual(exit, 0, flags.join(' '))
    assert.match(err, /^waymark-console: /)
  }
})

test('help: every line fits, and names only what there is', async () => {
  const { exit, out } = await run([])
  assert.equal(exit, 0)
  assert.ok(
    out.split('\n').every(line => line.length <= 80),
    out,
  )
  assert.doesNotMatch(out, /backup|restore|preview|export|user add/)
  assert.equal((await run(['policy', 'sign'])).exit, 2)
  assert.equal((await run(['serve', '--nope'])).exit, 2)
})

test('ledger check: an empty store holds; a device that nobody knows is told', async () => {
  assert.deepEqual(await run(['ledger', 'check']), { exit: 0, out: '', err: '' })
  const { exit, err } = await run(['ledger', 'check', `d-${'0'.repeat(32)}`])
  assert.equal(exit, 1)
  assert.match(err, /^waymark-console: no such device: d-0+: /)
})

test('key: shown, prepared, put in force', async () => {
  const [shown, next] = [await run(['key', 'show']), await run(['key', 'prepare'])]
  assert.match(shown.out, /^[A-Za-z0-9_-]{43}$/)
  assert.notEqual(next.out, shown.out)
  assert.equal((await run(['key', 'show'])).out, shown.out)
  assert.equal((await run(['key', 'renew'])).out, next.out)
  assert.equal((await run(['key', 'show'])).out, next.out)
})
