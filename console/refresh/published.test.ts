import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newestOf, releaseOf } from './published.ts'

const INTEGRITY = `sha512-${'A'.repeat(86)}==`
const answer = (latest: string, ...versions: string[]): unknown => ({ 'dist-tags': { latest }, versions })

test('the newest versions: latest and those before it, trials left out', () => {
  assert.deepEqual(newestOf(answer('1.3.0', '1.1.0', '1.2.0-rc.1', '1.2.0', '1.3.0', '2.0.0-next.1'), 2), [
    '1.3.0',
    '1.2.0',
  ])
  assert.deepEqual(newestOf(answer('0.0.2-gb', '0.0.1-ga', '0.0.2-gb'), 5), ['0.0.2-gb', '0.0.1-ga'])
  assert.deepEqual(newestOf({ 'dist-tags': { latest: '1.0.0' }, versions: '1.0.0' }, 3), ['1.0.0'])
})
test('what is no version is not asked for', () => {
  assert.deepEqual(newestOf(answer('1.0.0', '--registry=x', '1.0.0'), 3), ['1.0.0'])
})
test('no latest version is told', () => {
  assert.throws(() => newestOf({ 'dist-tags': {}, versions: [] }, 1), /no latest version/)
})
test('a release: its commands, and the parts that the entry names, aliases followed', () => {
  const release = releaseOf(
    {
      name: 'a',
      version: '1.0.0',
      bin: { a: './bin/a.js', b: 'b.js' },
      optionalDependencies: { 'a-linux-x64': '1.0.0', '@a/a-win32-x64': 'npm:a@1.0.0-win32-x64', other: '2.0.0' },
      dist: { integrity: INTEGRITY },
    },
    ['a', 'a-linux-*', '@a/a-*'],
  )
  assert.deepEqual(release.bin, ['bin/a.js', 'b.js'])
  assert.deepEqual(
    release.parts.map(({ spec }) => spec),
    ['a-linux-x64@1.0.0', 'a@1.0.0-win32-x64'],
  )
})
test('a release without a SHA-512 is refused', () => {
  const weak = { name: 'a', version: '1.0.0', dist: { integrity: 'sha1-AAAA' } }
  assert.throws(() => releaseOf(weak, []), /no SHA-512/)
})
