import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LaunchNews, ProgramFile } from './kernel-events.ts'
import { guessedLaunches, joinedLaunches } from './launches.ts'

const file = (name: string): ProgramFile => ({ name, bytes: 1, path: () => `/bin/${name}` })
const telling = () => {
  const told: string[] = []
  const news: LaunchNews = {
    launched: (pid, files, sure) =>
      told.push(`${pid} ${sure ? 'runs' : 'may run'} ${files.map(({ name }) => name).join(' ') || '?'}`),
    exited: pid => told.push(`${pid} ended`),
    lost: () => told.push('lost'),
  }
  return { told, news }
}

const cases: { why: string; opened: string[][]; told: string[] }[] = [
  { why: 'a static program', opened: [['tool']], told: ['7 runs tool'] },
  { why: 'a dynamic program', opened: [['tool', 'ld-linux-x86-64.so.2']], told: ['7 runs tool'] },
  { why: 'the loader itself', opened: [['ld-linux-x86-64.so.2']], told: ['7 runs ld-linux-x86-64.so.2'] },
  { why: 'no file that is seen', opened: [[]], told: ['7 runs ?'] },
  { why: 'a script', opened: [['cli.js', 'node', 'ld-2.31.so']], told: ['7 runs cli.js node'] },
  {
    why: 'a script whose interpreter is found by env',
    opened: [
      ['cli.js', 'env', 'ld-musl-x86_64.so.1'],
      ['node', 'ld-musl-x86_64.so.1'],
    ],
    told: ['7 runs cli.js node'],
  },
  { why: 'env by itself', opened: [['env', 'ld.so'], ['tool']], told: ['7 runs env', '7 runs tool'] },
  { why: 'one program after another', opened: [['sh'], ['tool']], told: ['7 runs sh', '7 runs tool'] },
]
for (const { why, opened, told } of cases)
  test(`launch of ${why}`, () => {
    const seen = telling()
    const launches = joinedLaunches(seen.news)
    for (const files of opened) {
      for (const name of files) launches.opened(7, file(name))
      launches.executed(7)
    }
    assert.deepEqual(seen.told, told)
  })

test('processes do not mix, and what came to nothing ends with its process', () => {
  const { told, news } = telling()
  const launches = joinedLaunches(news)
  launches.opened(7, file('a'))
  launches.opened(8, file('b'))
  launches.executed(8)
  launches.exited(7)
  launches.executed(7)
  assert.deepEqual(told, ['8 runs b', '7 ended', '7 runs ?'])
})

test('what was begun before events were lost is forgotten', () => {
  const { told, news } = telling()
  const launches = joinedLaunches(news)
  launches.opened(7, file('a'))
  launches.lost()
  launches.executed(7)
  assert.deepEqual(told, ['lost', '7 runs ?'])
})

test('without word of the launch itself: each program once, its loader not', () => {
  const { told, news } = telling()
  const launches = guessedLaunches(news)
  launches.opened(7, file('tool'))
  launches.drained()
  launches.opened(7, file('ld-linux-x86-64.so.2'))
  launches.opened(8, file('ld-linux-x86-64.so.2'))
  launches.drained()
  launches.drained()
  launches.opened(7, file('ld-linux-x86-64.so.2'))
  assert.deepEqual(told, ['7 may run tool', '8 may run ld-linux-x86-64.so.2', '7 may run ld-linux-x86-64.so.2'])
})
