import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hearJob } from './hear-job.ts'
import { Job } from './job.ts'

const read = { kind: 'read', id: 1, path: '/bin/x', links: 'refuse', most: 10 }
const together = { kind: 'read-together', id: 1, paths: ['/bin/x', '/bin/y'], most: 10 }
const messages: [why: string, message: unknown][] = [
  ['texts to look for', { kind: 'begin', texts: ['a', 'b'] }],
  ['no texts', { kind: 'begin', texts: [] }],
  ['texts that are none', { kind: 'begin', texts: [1] }],
  ['a begin without texts', { kind: 'begin' }],
  ['a file', read],
  ['its digest alone', { ...read, part: 'digest' }],
  ['its texts alone', { ...read, part: 'texts' }],
  ['a part that there is not', { ...read, part: 'half' }],
  ['a file through a link', { ...read, links: 'follow' }],
  ['a way with links that there is not', { ...read, links: 'maybe' }],
  ['no path', { ...read, path: '' }],
  ['a path that is none', { ...read, path: 7 }],
  ['less than nothing', { ...read, most: -1 }],
  ['half a byte', { ...read, most: 0.5 }],
  ['a number as text', { ...read, id: '1' }],
  ['one field more', { ...read, run: true }],
  ['several files', together],
  ['several through links', { ...together, links: 'follow' }],
  ['several that are none', { ...together, paths: [] }],
  ['several, and one of them without a name', { ...together, paths: ['/a', ''] }],
  ['too many at once', { ...together, paths: Array<string>(257).fill('/a') }],
  ['as many as there may be', { ...together, paths: Array<string>(256).fill('/a') }],
  ['no list of files', { ...together, paths: '/a' }],
  ['another kind', { kind: 'run', id: 1 }],
  ['nothing', null],
  ['a text', 'read'],
  ['a list', []],
]

for (const [why, message] of messages)
  test(`the worker hears what the schema allows: ${why}`, () => {
    if (Job.safeParse(message).success) assert.deepEqual(hearJob(message), message)
    else assert.throws(() => hearJob(message), TypeError)
  })
