import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { openDisk } from './disk.ts'
import { parseModules } from './go-buildinfo.ts'
import { fill, scratch, wanting, whereIs } from './inventory.fixture.ts'
import { inventoryGo } from './inventory-go.ts'

/** A program that the Go linker made, wherever these tests run: the compiler's own. */
const MADE = `../../node_modules/@typescript/typescript-${process.platform}-${process.arch}/lib/tsc`
const MODULE = 'github.com/microsoft/typescript-go'

let home = ''
before(async () => {
  home = await scratch('go')
  await mkdir(path.join(home, 'go/bin'), { recursive: true })
})
after(() => rm(home, { recursive: true, force: true }))
const wanted = wanting({ packages: [`go:${MODULE}`] })

test('a real program of Go says which module it is, whatever its name', async () => {
  await copyFile(path.join(import.meta.dirname, MADE), path.join(home, 'go/bin/notes'))
  const disk = openDisk()
  const seen = await inventoryGo(disk, whereIs(home, wanted))
  assert.deepEqual(disk.notSeen(), [])
  assert.deepEqual(
    seen.map(({ name, version, programs }) => [name, version?.slice(0, 7), programs]),
    [[MODULE, 'v0.0.0-', [path.join(home, 'go/bin/notes')]]],
  )
})

test('what is no program of Go, or a damaged one, is none', async () => {
  const program = await readFile(path.join(home, 'go/bin/notes'))
  await rm(path.join(home, 'go/bin/notes'))
  // Its headers, each byte of them turned in turn; the sections' headers lie elsewhere and are then out of reach.
  for (let at = 0; at < 64; at++) {
    const damaged = Buffer.from(program.subarray(0, 4_096))
    damaged[at] = 0xff - (damaged[at] ?? 0)
    await writeFile(path.join(home, `go/bin/damaged-${at}`), damaged)
  }
  await fill(home, { 'go/bin/text': '#!/bin/sh', 'go/bin/empty': '' })
  execFileSync('mkfifo', [path.join(home, 'go/bin/fifo')])
  await symlink('/bin/sh', path.join(home, 'go/bin/link'))
  const disk = openDisk()
  assert.deepEqual(await inventoryGo(disk, whereIs(home, wanted)), [])
  assert.deepEqual(disk.notSeen(), [])
})

test('modules', () => {
  assert.deepEqual(parseModules('path\ta/b/cmd\nmod\ta/b\tv1.2.3\th1:x\ndep\tc/d\tv2.0.0\n'), {
    path: 'a/b',
    version: 'v1.2.3',
  })
  assert.deepEqual(parseModules('mod\ta/b\t(devel)\t\n'), { path: 'a/b', version: null })
  for (const text of ['', 'dep\ta/b\tv1', 'mod\ta b', 'mod\t\0']) assert.equal(parseModules(text), null)
})
