import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTrace } from './trace.ts'

const hex = (text: string): string =>
  `"${[...Buffer.from(text)].map(b => `\\x${b.toString(16).padStart(2, '0')}`).join('')}"`
const read = (...lines: string[]) => readTrace(lines.join('\n'), '/f', '/marks')

test('the calls of a process become steps, and others are left out', () => {
  const steps = read(
    `7 openat(AT_FDCWD, ${hex('/etc/passwd')}, O_RDONLY) = 3`,
    `7 openat(AT_FDCWD, ${hex('/f/db')}, O_RDWR|O_CREAT, 0600) = 4`,
    `7 pwrite64(4, ${hex('abc')}, 3, 512) = 3`,
    `7 fdatasync(4) = 0`,
    `7 openat(AT_FDCWD, ${hex('/f')}, O_RDONLY) = 3`,
    `7 fsync(3) = 0`,
    `7 openat(AT_FDCWD, ${hex('/marks')}, O_WRONLY|O_APPEND) = 3`,
    `7 write(3, ${hex('kept 1\n')}, 7) = 7`,
    `7 ftruncate(4, 0) = 0`,
    `7 write(9, ${hex('elsewhere')}, 9) = 9`,
  )
  assert.deepEqual(steps, [
    { is: 'made', file: 0, name: 'db' },
    { is: 'written', file: 0, at: 512, bytes: Buffer.from('abc') },
    { is: 'synced', file: 0 },
    { is: 'folder-synced' },
    { is: 'marked', line: 'kept 1' },
    { is: 'resized', file: 0, size: 0 },
  ])
})

test('a write goes on where the one before ended, and a new name is the same file', () => {
  const steps = read(
    `7 openat(AT_FDCWD, ${hex('/f/new')}, O_WRONLY|O_CREAT|O_EXCL|O_TRUNC, 0600) = 4`,
    `7 write(4, ${hex('ab')}, 2) = 2`,
    `7 write(4, ${hex('c')}, 1) = 1`,
    `7 rename(${hex('/f/new')}, ${hex('/f/old')}) = 0`,
    `7 openat(AT_FDCWD, ${hex('/f/old')}, O_RDWR) = 5`,
    `7 fsync(5) = 0`,
    `7 unlink(${hex('/f/old')}) = 0`,
  )
  assert.deepEqual(
    steps.filter(step => step.is !== 'made'),
    [
      { is: 'written', file: 0, at: 0, bytes: Buffer.from('ab') },
      { is: 'written', file: 0, at: 2, bytes: Buffer.from('c') },
      { is: 'renamed', from: 'new', to: 'old' },
      { is: 'synced', file: 0 },
      { is: 'removed', name: 'old' },
    ],
  )
})

test('a call in two halves counts when it returned, and one that failed does not', () => {
  const steps = read(
    `7 openat(AT_FDCWD, ${hex('/f/db')}, O_RDWR|O_CREAT, 0600) = 4`,
    '7 fsync(4 <unfinished ...>',
    `8 pwrite64(4, ${hex('x')}, 1, 0) = 1`,
    '7 <... fsync resumed>) = 0',
    '7 fsync(4) = -1 EIO (Input/output error) (INJECTED)',
  )
  assert.deepEqual(
    steps.map(step => step.is),
    ['made', 'written', 'synced'],
  )
})

test('what it does not know is an error, not a guess', () => {
  const opened = `7 openat(AT_FDCWD, ${hex('/f/db')}, O_RDWR|O_CREAT, 0600) = 4`
  assert.throws(() => read(opened, '7 fallocate(4, 0, 0, 4096) = 0'), /fallocate/)
  assert.throws(() => read(opened, `7 pwrite64(4, ${hex('abc')}..., 9000, 0) = 9000`), /strace shows/)
  const zeros = read(opened, `7 pwrite64(4, ${hex('\0\0')}..., 9000, 0) = 9000`)
  assert.deepEqual(zeros.at(-1), { is: 'written', file: 0, at: 0, bytes: Buffer.alloc(9_000) })
})
