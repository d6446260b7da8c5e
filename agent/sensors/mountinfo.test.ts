import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesystemsToMark, parseMounts, someKeepWaiting } from './mountinfo.ts'

const TEXT = `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
25 24 0:23 / /dev/shm rw,relatime shared:3 master:1 - tmpfs tmpfs rw
30 27 254:0 /data/home /home rw - ext4 /dev/vda rw
31 27 0:30 / /mnt/my\\040disk\\134x rw - xfs /dev/sdb rw
40 27 0:31 / /home/lin/remote rw - fuse.sshfs lin@x rw,user_id=1000,group_id=1000
41 40 0:32 / /home/lin/remote/tmp rw - tmpfs tmpfs rw
42 27 0:33 / /merged rw - overlay overlay rw
`

test('a mount: device, root, place and type, optional fields or none, escapes undone', () => {
  assert.deepEqual(parseMounts(TEXT).slice(1, 5), [
    { device: '254:0', root: '/', at: '/', type: 'ext4', options: 'rw,discard' },
    { device: '0:23', root: '/', at: '/dev/shm', type: 'tmpfs', options: 'rw' },
    { device: '254:0', root: '/data/home', at: '/home', type: 'ext4', options: 'rw' },
    { device: '0:30', root: '/', at: '/mnt/my disk\\x', type: 'xfs', options: 'rw' },
  ])
})

test('lines that are none are left out', () => {
  assert.deepEqual(parseMounts('\n1 2\n27 1 254:0 / /\n27 1 x / / rw - ext4 a rw\n27 1 1:1 / / rw - '), [])
})

test('each filesystem once, whole mounts first; nothing at or below one that may hang', () => {
  const { filesystems, blind } = filesystemsToMark(parseMounts(TEXT))
  assert.deepEqual(
    filesystems.map(mounts => mounts.map(({ at }) => at)),
    [['/', '/home'], ['/dev/shm'], ['/mnt/my disk\\x']],
  )
  assert.deepEqual(blind, ['fuse.sshfs'])
  const [reversed] = filesystemsToMark(parseMounts(TEXT).toReversed()).filesystems.filter(
    ([{ device }]) => device === '254:0',
  )
  assert.deepEqual(
    reversed?.map(({ at }) => at),
    ['/', '/home'],
  )
})

test('a filesystem that keeps whoever asks waiting: a server, a program that answers everybody or us, an automounter', () => {
  const line = (at: string, type: string, options: string): string => `50 27 0:40 / ${at} rw - ${type} x ${options}\n`
  const waits = (text: string): boolean => someKeepWaiting(parseMounts(TEXT + text), 0)
  assert.equal(waits(''), false)
  assert.equal(waits(line('/run/user/1000/gvfs', 'fuse.gvfsd-fuse', 'rw,user_id=1000,group_id=1000')), false)
  assert.equal(waits(line('/mnt/x', 'fuse.sshfs', 'rw,user_id=1000,group_id=1000,allow_other')), true)
  assert.equal(waits(line('/mnt/x', 'fuse.sshfs', 'rw,user_id=0,group_id=0')), true)
  assert.equal(waits(line('/srv', 'nfs4', 'rw,vers=4.2')), true)
  assert.equal(waits(line('/net', 'autofs', 'rw,fd=5')), true)
  assert.equal(waits(line('/proc/sys/fs/binfmt_misc', 'autofs', 'rw,fd=5')), false)
  assert.equal(waits(line('/x', 'of-no-known-kind', 'rw')), true)
  assert.equal(someKeepWaiting(parseMounts(TEXT), 1000), true, 'it is our own')
})
