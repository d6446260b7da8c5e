import assert from 'node:assert/strict'
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { platform } from '../platform.ts'
import { HEAD, packerOf } from './packer.ts'

/** As UPX 4.2.2 writes it: three program headers, then `l_info` (checksum, mark, size, version, format). */
const packedElf = (): Buffer => {
  const head = Buffer.alloc(4096)
  head.write('\x7fELF\x02\x01\x01', 0, 'latin1')
  head.writeBigUInt64LE(64n, 32)
  head.writeUInt16LE(56, 54)
  head.writeUInt16LE(3, 56)
  head.write('UPX!', 64 + 3 * 56 + 4, 'latin1')
  return head
}

test('a packed program is known by the mark among its headers', () => {
  assert.equal(packerOf(packedElf()), 'UPX')
  const exe = Buffer.alloc(4096)
  exe.write('MZ', 0, 'latin1')
  exe.write('UPX0', 0x1f8, 'latin1')
  exe.write('4.22\0UPX!', 0x3db, 'latin1')
  assert.equal(packerOf(exe), 'UPX')
  const macho = Buffer.alloc(1024)
  macho.write('cffaedfe', 0, 'hex')
  macho.write('UPX!', 700, 'latin1')
  assert.equal(packerOf(macho), 'UPX')
})

test('the mark alone is none: in a text, and deep in a program', () => {
  assert.equal(packerOf(Buffer.from('#!/bin/sh\n# finds UPX! in programs\n')), null)
  const knows = Buffer.alloc(8192)
  knows.write('\x7fELF', 0, 'latin1')
  knows.write('UPX!', 5000, 'latin1')
  assert.equal(packerOf(knows), null)
  assert.equal(packerOf(Buffer.alloc(0)), null)
})

test('a view into a larger buffer is read where it lies', () => {
  const large = Buffer.concat([Buffer.alloc(100, 0x41), packedElf()])
  assert.equal(packerOf(large.subarray(100)), 'UPX')
  assert.equal(packerOf(large), null)
})

test('no program of this machine is called packed', { skip: platform !== 'linux' }, () => {
  let programs = 0
  for (const name of readdirSync('/usr/bin')) {
    const file = join('/usr/bin', name)
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) continue
    const head = Buffer.alloc(HEAD)
    const fd = openSync(file, 'r')
    const length = readSync(fd, head, 0, HEAD, 0)
    closeSync(fd)
    assert.equal(packerOf(head.subarray(0, length)), null, file)
    programs++
  }
  assert.ok(programs > 100)
})
