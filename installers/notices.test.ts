import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { noticesOf, packagesIn } from './notices.ts'

const output = (inputs: Record<string, { bytesInOutput: number }>) => ({
  bytes: 1,
  imports: [],
  exports: [],
  inputs,
})

test('what is in the bundle, each package once, and not what was only looked at', () => {
  const outputs = {
    'a.mjs': output({
      'agent/cli.ts': { bytesInOutput: 9 },
      'node_modules/ws/lib/a.js': { bytesInOutput: 9 },
      'node_modules/ws/lib/b.js': { bytesInOutput: 9 },
      'node_modules/zod/v4/x.js': { bytesInOutput: 0 },
    }),
    'b.mjs': output({
      'node_modules/@koromix/koffi-linux-x64/index.js': { bytesInOutput: 1 },
      'node_modules/which/node_modules/isexe/index.js': { bytesInOutput: 1 },
    }),
  }
  assert.deepEqual(packagesIn({ outputs }), [
    'node_modules/@koromix/koffi-linux-x64',
    'node_modules/which/node_modules/isexe',
    'node_modules/ws',
  ])
})

test('each work is told with its version and the text of its licence, and one without is refused', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'waymark-notices-'))
  const put = async (name: string, file: string, text: string): Promise<void> => {
    await mkdir(path.join(root, name), { recursive: true })
    await writeFile(path.join(root, name, 'package.json'), JSON.stringify({ name, version: '1.0.0', license: 'MIT' }))
    await writeFile(path.join(root, name, file), text)
  }
  try {
    await put('one', 'LICENSE.txt', 'Text of one.\r\n')
    await put('two', 'README.md', '# two\n\nSays much.\n\n## License ##\n\nText of two.\n')
    await put('three', 'README.md', '# three\n')
    const notices = await noticesOf(root, ['one', 'two'])
    assert.match(notices, /^one 1\.0\.0 \(MIT\)\n\nText of one\.\n\n-+\n\ntwo 1\.0\.0 \(MIT\)\n\nText of two\.\n$/m)
    assert.doesNotMatch(notices, /Says much/)
    await assert.rejects(noticesOf(root, ['one', 'three']), /three: brings no licence/)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
