import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import type { PolicyNews } from '../../protocol/frames.ts'
import { openPolicyIntake } from './policy-intake.ts'
import { scratchFolder } from './scratch.ts'

const CONSOLE = 'https://waymark.example/'
const news = (serial: number, text = `policy: p\n# ${serial}\n`, over: Partial<PolicyNews> = {}): PolicyNews => ({
  type: 'policy',
  policy: 'p',
  serial,
  digest: createHash('sha256').update(text).digest('hex'),
  text,
  ...over,
})
const used: number[] = []
const takeAll = ({ serial }: PolicyNews) => ({ use: () => void used.push(serial) })

test('a policy is on the disk before it is used, and is there after a restart', async t => {
  const dir = await scratchFolder(t)
  const intake = await openPolicyIntake(dir, CONSOLE)
  assert.deepEqual([intake.serial(), intake.stored()], [0, null])
  let onDisk: Promise<string> | null = null
  const taken = await intake.take(news(7), () => ({
    use: () => {
      onDisk = readFile(path.join(dir, 'policy.json'), 'utf8')
    },
  }))
  assert.equal(taken.is, 'accepted')
  assert.equal(JSON.parse((await onDisk) ?? '{}').serial, 7)
  assert.equal(await readFile(path.join(dir, 'policy.yaml'), 'utf8'), news(7).text)
  assert.equal((await stat(path.join(dir, 'policy.json'))).mode & 0o777, 0o600)
  const again = await openPolicyIntake(dir, CONSOLE)
  assert.deepEqual([again.serial(), again.stored()?.text], [7, news(7).text])
})

const refused: readonly { why: string; given: PolicyNews; says: RegExp }[] = [
  { why: 'another text than its digest', given: news(8, 'policy: x', { digest: news(8).digest }), says: /not the one/ },
  { why: 'an older serial', given: news(6), says: /7 was accepted before/ },
  { why: 'the same serial with another text', given: news(7, 'policy: q'), says: /7 was accepted before/ },
]
for (const { why, given, says } of refused)
  test(`refused, and the last good one stays: ${why}`, async t => {
    const dir = await scratchFolder(t)
    const intake = await openPolicyIntake(dir, CONSOLE)
    await intake.take(news(7), takeAll)
    const taken = await intake.take(given, () => assert.fail('it was judged'))
    assert.ok(taken.is === 'refused')
    assert.match(taken.reason, says)
    assert.equal(intake.stored()?.text, news(7).text)
    assert.equal((await openPolicyIntake(dir, CONSOLE)).stored()?.text, news(7).text)
  })

test('what the daemon refuses is not kept, and a later one is', async t => {
  const dir = await scratchFolder(t)
  const intake = await openPolicyIntake(dir, CONSOLE)
  await intake.take(news(1), takeAll)
  const taken = await intake.take(news(2), () => ({ refused: 'policy.yaml:1:1 unknown-key' }))
  assert.deepEqual(taken, { is: 'refused', reason: 'policy.yaml:1:1 unknown-key' })
  assert.equal(intake.serial(), 1)
  assert.equal((await intake.take(news(3), takeAll)).is, 'accepted')
})

test('the same one again is nothing new', async t => {
  const intake = await openPolicyIntake(await scratchFolder(t), CONSOLE)
  await intake.take(news(1), takeAll)
  assert.deepEqual(await intake.take(news(1), () => assert.fail('it was judged')), { is: 'same' })
})

test('two at once are taken in their order', async t => {
  const intake = await openPolicyIntake(await scratchFolder(t), CONSOLE)
  const [first, second] = await Promise.all([intake.take(news(2), takeAll), intake.take(news(1), takeAll)])
  assert.deepEqual([first.is, second.is], ['accepted', 'refused'])
})

test('a disk that does not take it leaves the last good one in force', async t => {
  const dir = await scratchFolder(t)
  const intake = await openPolicyIntake(dir, CONSOLE)
  await intake.take(news(1), takeAll)
  await mkdir(path.join(dir, 'policy.json.new'))
  await writeFile(path.join(dir, 'policy.json.new', 'x'), '')
  await assert.rejects(intake.take(news(2), () => ({ use: () => assert.fail('it was used') })))
  assert.equal(intake.serial(), 1)
})

test('another console counts anew, and what was in force stays until then', async t => {
  const dir = await scratchFolder(t)
  await (await openPolicyIntake(dir, CONSOLE)).take(news(7), takeAll)
  const moved = await openPolicyIntake(dir, 'https://other.example/')
  assert.deepEqual([moved.serial(), moved.stored()?.serial], [0, 7])
  assert.equal((await moved.take(news(1), takeAll)).is, 'accepted')
})

test('a file that was changed by hand is not believed', async t => {
  const dir = await scratchFolder(t)
  await (await openPolicyIntake(dir, CONSOLE)).take(news(7), takeAll)
  const file = path.join(dir, 'policy.json')
  await writeFile(file, (await readFile(file, 'utf8')).replace('policy: p', 'policy: q'))
  assert.equal((await openPolicyIntake(dir, CONSOLE)).stored(), null)
})
