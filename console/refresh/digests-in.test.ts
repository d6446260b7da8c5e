import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { checkIntegrity, digestsIn } from './digests-in.ts'

let dir = ''
let archive = ''
const PROGRAM = Buffer.alloc(300_000, 'program')
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-digests-'))
  const long = `package/${'deep/'.repeat(30)}`
  await mkdir(join(dir, long), { recursive: true })
  await writeFile(join(dir, long, 'run'), PROGRAM)
  await chmod(join(dir, long, 'run'), 0o755)
  await writeFile(join(dir, 'package/readme.md'), 'read me')
  execFileSync('ln', ['-s', '/etc/passwd', join(dir, 'package/link')])
  archive = join(dir, 'a.tgz')
  execFileSync('tar', ['czf', archive, '-C', dir, 'package'])
})
after(() => rm(dir, { recursive: true, force: true }))

test('digests of what is wanted, by the path within the package; links are none', async () => {
  const asked: string[] = []
  const found = await digestsIn(archive, (file, mode) => {
    asked.push(file)
    return (mode & 0o111) !== 0
  })
  assert.deepEqual(found, [
    {
      file: `${'deep/'.repeat(30)}run`,
      sha256: execFileSync('sha256sum', [join(dir, 'package', 'deep/'.repeat(30), 'run')], { encoding: 'utf8' }).slice(
        0,
        64,
      ),
      bytes: PROGRAM.length,
    },
  ])
  assert.ok(!asked.includes('link'))
})
test('an archive that is cut short or is none is told', async () => {
  const cut = join(dir, 'cut.tgz')
  await writeFile(cut, (await readFile(archive)).subarray(0, 200))
  await assert.rejects(
    digestsIn(cut, () => true),
    /cannot be read/,
  )
  await writeFile(cut, 'no archive')
  await assert.rejects(
    digestsIn(cut, () => true),
    /cannot be read/,
  )
})
test('an archive that is another one than the registry says is refused', async () => {
  const sha512 = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')
  await checkIntegrity(archive, `sha512-${sha512}`)
  await assert.rejects(checkIntegrity(archive, `sha512-${'A'.repeat(86)}==`), /not what the registry says/)
})
