import assert from 'node:assert/strict'
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { linkSync } from 'node:fs'
import { chmod, lchown, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setImmediate, setTimeout } from 'node:timers/promises'

/**
 * Somebody without rights exchanges what lies at a path, while root reads by it. What root alone may read is full of one
 * word, and so are the names in root's folder: whatever a reader hands out is held against it.
 */
const SECRET = 'SECRET OF ROOT'
const OWN = 'own'
const NOBODY = 65534

export const WAYS = ['file', 'parent', 'grandparent', 'second name', 'mount'] as const
export type Way = (typeof WAYS)[number]

/** @returns what it read or listed, as text, or null where it refused. */
export type Reader = (path: string) => Promise<string | null> | string | null

export type Raced = { readonly own: number; readonly refused: number; readonly leaked: number }

export type Place = {
  /** Path of the file that is read, while somebody exchanges what it means; ends when `during` does. */
  readonly racing: <T>(way: Way, during: (file: string) => Promise<T>) => Promise<T>
  readonly remove: () => Promise<void>
}

/** Whether an account without rights may have mounts of its own here. */
export const ownMounts = (): boolean => spawnSync('setpriv', [...AS_NOBODY, 'unshare', '-Urm', 'true']).status === 0
const AS_NOBODY = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']

export const layOut = async (): Promise<Place> => {
  const dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-swap-')))
  await chmod(dir, 0o755)
  const root = path.join(dir, 'of-root')
  await mkdir(path.join(root, 'sub'), { recursive: true })
  for (const name of ['name', 'sub/name', `sub/${SECRET}`])
    await writeFile(path.join(root, name), SECRET, { mode: 0o600 })
  await chmod(root, 0o700)
  // In a folder that everybody may enter: who has mounts of their own can mount it, and still not read it.
  await writeFile(path.join(dir, 'closed'), SECRET, { mode: 0o600 })
  const own = path.join(dir, 'own')
  const make = async (at: string): Promise<void> => {
    await mkdir(path.join(own, at), { recursive: true })
    await writeFile(path.join(own, at, 'name'), OWN)
  }
  for (const at of ['file', 'parent', 'grandparent/sub', 'second', 'mount']) await make(at)
  await symlink(path.join(root, 'name'), path.join(own, 'file/other'))
  await symlink(path.join(root, 'sub'), path.join(own, 'parent-other'))
  await symlink(root, path.join(own, 'grandparent-other'))
  // Where nobody protects hard links, the account could have made it itself.
  linkSync(path.join(root, 'name'), path.join(own, 'second/other'))
  // One by one: a walk would follow the links, and give root's files away.
  const given = [
    '.',
    'file',
    'file/other',
    'parent',
    'parent-other',
    'grandparent',
    'grandparent/sub',
    'grandparent-other',
  ]
  const files = ['file', 'parent', 'grandparent/sub', 'second', 'mount'].map(at => `${at}/name`)
  for (const name of [...given, 'second', 'mount', ...files]) await lchown(path.join(own, name), NOBODY, NOBODY)

  const pairs: Record<Exclude<Way, 'mount'>, readonly [file: string, one: string, other: string]> = {
    file: ['file/name', 'file/name', 'file/other'],
    parent: ['parent/name', 'parent', 'parent-other'],
    grandparent: ['grandparent/sub/name', 'grandparent', 'grandparent-other'],
    'second name': ['second/name', 'second/name', 'second/other'],
  }
  const racing: Place['racing'] = async (way, during) => {
    const { child, file } = way === 'mount' ? await mounting(dir, own) : await exchanging(own, pairs[way])
    try {
      return await during(file)
    } finally {
      const gone = once(child, 'exit')
      assert.ok(child.exitCode === null && child.signalCode === null, 'the attacker went on to the end')
      child.kill('SIGKILL')
      await gone
    }
  }
  return { racing, remove: () => rm(dir, { recursive: true, force: true }) }
}

type Attack = { readonly child: ChildProcess; readonly file: string }

const exchanging = async (own: string, [file, one, other]: readonly [string, string, string]): Promise<Attack> => {
  const child = fork(path.join(import.meta.dirname, 'attacker.ts'), [path.join(own, one), path.join(own, other)])
  await once(child, 'message')
  return { child, file: path.join(own, file) }
}

/** In mounts of its own, seen through its root. */
const mounting = async (dir: string, own: string): Promise<Attack> => {
  const name = path.join(own, 'mount/name')
  const script = `while :; do mount --bind '${path.join(dir, 'closed')}' '${name}' && echo mounted; umount -l '${name}'; done`
  const child = spawn('setpriv', [...AS_NOBODY, 'unshare', '-Urm', 'sh', '-c', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  assert.ok(child.stdout !== null)
  await once(child.stdout, 'data')
  child.stdout.resume()
  return { child, file: `/proc/${child.pid}/root${name}` }
}

/** @param reads how many. @param most ms; then it ends with fewer. */
export const race = async (file: string, read: Reader, reads: number, most: number): Promise<Raced> => {
  const raced = { own: 0, refused: 0, leaked: 0 }
  const end = performance.now() + most
  for (let i = 0; i < reads && performance.now() < end; i++) {
    const text = await read(file)
    if (text === null) raced.refused++
    else if (text.includes(SECRET)) raced.leaked++
    else if (text === OWN || /^(?:name|other|\n)*$/.test(text)) raced.own++
    else assert.fail(`read neither: ${text}`)
    if (i % 256 === 0) await setImmediate()
  }
  await setTimeout(0)
  return raced
}
