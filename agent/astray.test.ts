import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { linkSync } from 'node:fs'
import { chmod, chown, lchown, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { ASTRAY, mayProcessRead, parseAccount } from './astray.ts'
import { readSmall } from './open-file.ts'
import { readNear, readSmallNow } from './open-file-now.ts'
import { platform } from './platform.ts'
import { openDisk } from './sensors/disk.ts'

/** Two accounts that nobody has, and root. */
const [ANN, BEN, DEV] = [64_101, 64_102, 64_110]
const asRoot = {
  skip: platform !== 'windows' && process.getuid?.() === 0 ? false : 'needs root: else the system itself refuses',
}

let dir = ''
const at = (name: string): string => path.join(dir, name)
const folder = async (name: string, uid: number, mode: number): Promise<void> => {
  await mkdir(at(name))
  await chown(at(name), uid, uid)
  await chmod(at(name), mode)
}
const file = async (name: string, uid: number, mode: number, gid = uid): Promise<void> => {
  await writeFile(at(name), name)
  await chown(at(name), uid, gid)
  await chmod(at(name), mode)
}
const link = async (name: string, to: string, uid: number): Promise<void> => {
  await symlink(to, at(name))
  await lchown(at(name), uid, uid)
}

before(async () => {
  if (asRoot.skip !== false) return
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-astray-')))
  await chmod(dir, 0o755)
  for (const [name, uid, mode] of [
    ['ann', ANN, 0o700],
    ['ann/of-root', 0, 0o755],
    ['ben', BEN, 0o700],
    ['root', 0, 0o700],
    ['system', 0, 0o755],
    ['system/closed', 0, 0o700],
    ['open-to-all', 0, 0o777],
    ['sticky', 0, 0o1777],
  ] as const)
    await folder(name, uid, mode)
  for (const [name, uid, mode] of [
    ['ann/own', ANN, 0o600],
    ['ann/of-root/installed', 0, 0o644],
    ['ann/of-root/private', 0, 0o600],
    ['ben/own', BEN, 0o600],
    ['ben/shown', BEN, 0o644],
    ['root/secret', 0, 0o600],
    ['root/shown', 0, 0o644],
    ['system/shown', 0, 0o644],
    ['system/secret', 0, 0o640],
    ['system/closed/shown', 0, 0o644],
    ['sticky/of-root', 0, 0o600],
  ] as const)
    await file(name, uid, mode)
  for (const name of ['own', 'ben', 'root', 'system', 'ann'])
    await link(`ann/to-${name}`, name === 'own' ? at('ann/of-root') : at(name), ANN)
  await link('system/by-root', at('root'), 0)
  await link('system/to-ann', at('ann/to-root'), 0)
  await link('open-to-all/by-root', at('root'), 0)
  await link('sticky/by-ann', at('root'), ANN)
  await link('sticky/by-root', at('root'), 0)
  for (const [from, to] of [
    ['root/secret', 'ann/second-name'],
    ['ann/own', 'ann/second-own'],
    ['root/secret', 'system/second-name'],
    ['sticky/of-root', 'sticky/second-name'],
  ] as const)
    linkSync(at(from), at(to))
})
after(async () => {
  if (dir !== '') await rm(dir, { recursive: true, force: true })
})

const ways: readonly [why: string, name: string, isRead: boolean][] = [
  ['an own file', 'ann/own', true],
  ['what root installed in a home', 'ann/of-root/installed', true],
  ['what root alone may read, where it lies', 'ann/of-root/private', true],
  ['by a link to what root installed', 'ann/to-own/installed', true],
  ['by a link to what everybody may read', 'ann/to-system/shown', true],
  ['by a link within the own home', 'ann/to-ann/own', true],
  ['by a link to what root alone may read', 'ann/to-system/secret', false],
  ['by a link to what root alone may read in the own home', 'ann/to-own/private', false],
  ['by a link into a folder that nobody else may enter', 'ann/to-root/shown', false],
  ['by a link, through a folder further up that nobody else may enter', 'ann/to-system/closed/shown', false],
  ['by a link to a private file of another account', 'ann/to-ben/own', false],
  ['by a link into the closed home of another account', 'ann/to-ben/shown', false],
  ['by a second name of an own file', 'ann/second-own', true],
  ['by a second name of what root alone may read', 'ann/second-name', false],
  ['by a second name that root gave', 'system/second-name', true],
  ['by a link that root made', 'system/by-root/secret', true],
  ['by a link that root made to a link of another account', 'system/to-ann/secret', false],
  ['by a link in a folder that everybody may write to', 'open-to-all/by-root/secret', false],
  ['by an own link in a sticky folder', 'sticky/by-ann/secret', false],
  ['by a link of root in a sticky folder', 'sticky/by-root/secret', true],
  ['by a second name in a sticky folder', 'sticky/second-name', false],
]
for (const [why, name, isRead] of ways)
  test(`F50: root ${isRead ? 'reads' : 'does not read'} ${why}`, asRoot, async () => {
    const expected = isRead ? /^[\w-]+\/[\w/-]+$/ : ASTRAY
    for (const read of [readSmall, readNear, async (...args: [string, number]) => readSmallNow(...args)]) {
      const answer = await read(at(name), 1_000)
      assert.match('text' in answer ? answer.text : answer.fault, new RegExp(expected))
    }
  })

test('F50: folders are listed, and links followed, by the same rule', asRoot, async () => {
  const disk = openDisk()
  const names = async (name: string): Promise<string[]> =>
    (await disk.list(at(name), disk.budget(dir))).map(entry => entry.name)
  assert.deepEqual(await names('ann/to-own'), ['installed', 'private'])
  assert.ok((await names('ann/to-system')).includes('shown'))
  assert.deepEqual(await names('ann/to-ben'), [])
  assert.deepEqual(await names('ann/to-root'), [])
  assert.equal(await disk.real(at('ann/to-system/shown')), at('system/shown'))
  assert.equal(await disk.real(at('ann/to-root/shown')), null)
  assert.equal(await disk.real(at('system/by-root/secret')), at('root/secret'))
  assert.deepEqual(
    disk.notSeen().map(({ what, why }) => [path.relative(dir, what), why]),
    ['ann/to-ben', 'ann/to-root', 'ann/to-root/shown'].map(name => [name, ASTRAY]),
  )
})

test('a process may name as its script what its account and groups may read', asRoot, async () => {
  await folder('dev', 0, 0o755)
  await file('dev/script.js', 0, 0o640, DEV)
  const running = async (groups: string): Promise<boolean[]> => {
    const child = spawn('setpriv', [`--reuid=${ANN}`, `--regid=${ANN}`, groups, 'sleep', '60'])
    await once(child, 'spawn')
    try {
      // Until setpriv has become the other account.
      while (mayProcessRead(child.pid ?? 0, at('root/secret'))) await new Promise(resolve => setTimeout(resolve, 2))
      return ['ann/own', 'system/shown', 'dev/script.js', 'ben/shown'].map(name =>
        mayProcessRead(child.pid ?? 0, at(name)),
      )
    } finally {
      child.kill('SIGKILL')
    }
  }
  assert.deepEqual(await running('--clear-groups'), [true, true, false, false])
  assert.deepEqual(await running(`--groups=${DEV}`), [true, true, true, false])
  assert.equal(mayProcessRead(process.pid, at('root/secret')), true)
})

test('the account of a process is the one by which it opens files', () => {
  const status = 'Name:\tx\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\nFDSize:\t64\nGroups:\t9 10 \n'
  assert.deepEqual(parseAccount(status), { uid: 4, groups: new Set([8, 9, 10]) })
  assert.deepEqual(parseAccount(status.replace('9 10 ', ' ')), { uid: 4, groups: new Set([8]) })
  assert.equal(parseAccount('Name:\tx\n'), null)
})
