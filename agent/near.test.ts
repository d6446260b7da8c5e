import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import { test } from 'node:test'
import { isNear } from './near.ts'
import { platform } from './platform.ts'

const linux = { skip: platform === 'linux' ? false : 'only Linux tells' }
const isNearAt = async (path: string): Promise<boolean> => isNear(path, (await stat(path, { bigint: true })).dev)

test('a disk is near; what a program of the kernel makes up is not', linux, async () => {
  assert.equal(await isNearAt('/dev/shm'), true)
  assert.equal(await isNearAt('/proc/self'), false)
  assert.equal(await isNearAt('/sys'), false)
})

test('what was told of a filesystem is remembered, and what is gone is not near', linux, async () => {
  assert.equal(await isNear('/dev/shm/none-of-this-name', 987_654_321n), false)
  assert.equal(await isNear('/dev/shm', 987_654_321n), false)
  assert.equal(await isNear('/dev/shm', 987_654_322n), true)
})
