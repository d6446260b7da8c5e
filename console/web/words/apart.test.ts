import assert from 'node:assert/strict'
import test from 'node:test'
import { apart } from './apart.ts'

const row = (path: string, change: { account?: string; device?: string } = {}) => ({
  tool: 'claude-code',
  account: 'lin',
  device: 'd-1',
  host: 'build-07',
  ...change,
  path,
})
const told = (rows: readonly ReturnType<typeof row>[]): (string | undefined)[] => {
  const all = apart(rows, ({ path, account, device }) => `${device} ${account} ${path}`)
  return rows.map(({ path, account, device }) => all.get(`${device} ${account} ${path}`))
}

const cases: { why: string; paths: string[]; want: (string | undefined)[] }[] = [
  { why: 'one alone needs none', paths: ['~/a/claude-code'], want: [undefined] },
  {
    why: 'the middle differs',
    paths: ['~/.nvm/versions/node/v20.1.0/lib/claude-code', '~/.nvm/versions/node/v22.4.0/lib/claude-code'],
    want: ['…/v20.1.0/…', '…/v22.4.0/…'],
  },
  {
    why: 'the start differs, and home stays home',
    paths: ['~/.nvm/node_modules/claude-code', '~/.npm-global/node_modules/claude-code'],
    want: ['~/.nvm/…', '~/.npm-global/…'],
  },
  {
    why: 'nothing in common',
    paths: ['/usr/lib/claude', '~/x'],
    want: ['/…/claude', '~/x'],
  },
  {
    why: 'the first and the last part tell enough',
    paths: ['~/.nvm/versions/node/v22/claude', '~/.nvm/versions/node/v20/claude', '~/.npm/claude'],
    want: ['~/.nvm/…/v22/…', '~/.nvm/…/v20/…', '~/.npm/…'],
  },
  {
    why: 'the first and the last part do not',
    paths: ['~/a/x/b/claude', '~/a/y/b/claude', '~/c/claude'],
    want: ['~/a/x/b/…', '~/a/y/b/…', '~/c/…'],
  },
  { why: 'one lies within another', paths: ['/opt/tools', '/opt/tools/old'], want: ['…/tools', '…/tools/old'] },
  {
    why: 'one is the end of another',
    paths: ['~/claude', '~/old/claude'],
    want: ['~/…', '~/old/…'],
  },
  {
    why: 'as Windows writes it',
    paths: ['C:\\Users\\lin\\a\\claude', 'C:\\Users\\lin\\b\\claude'],
    want: ['…\\a\\…', '…\\b\\…'],
  },
]
for (const c of cases)
  test(`copies apart: ${c.why}`, () => assert.deepEqual(told(c.paths.map(path => row(path))), c.want))

test('another account or device is no copy', () => {
  assert.deepEqual(told([row('~/a'), row('~/b', { account: 'mei' }), row('~/c', { device: 'd-2' })]), [
    undefined,
    undefined,
    undefined,
  ])
})

test('a long part is shortened in its middle', () => {
  const [one = ''] = told([row(`~/${'x'.repeat(200)}1`), row(`~/${'x'.repeat(200)}2`)])
  assert.match(one, /^~\/x+…x+1$/)
  assert.ok(one.length <= 32, `${one.length}`)
})
