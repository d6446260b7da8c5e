import assert from 'node:assert/strict'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { catalogFiles } from './catalog-files.ts'

test('entries are the .yaml files of the folder, in order; what else lies there is left alone', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'waymark-catalog-'))
  try {
    await writeFile(join(dir, 'b.yaml'), 'tool: b')
    await writeFile(join(dir, 'a.yaml'), 'tool: a')
    await writeFile(join(dir, 'README.md'), '# no entry')
    assert.deepEqual(await catalogFiles(dir), [
      { name: join(dir, 'a.yaml'), text: 'tool: a' },
      { name: join(dir, 'b.yaml'), text: 'tool: b' },
    ])
    assert.deepEqual(await catalogFiles(join(dir, 'none')), [])
    await symlink(join(dir, 'loop.yaml'), join(dir, 'loop.yaml'))
    await assert.rejects(catalogFiles(dir), /loop\.yaml/)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})
