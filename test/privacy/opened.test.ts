import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import * as z from 'zod'
import { platform } from '../../agent/platform.ts'
import { matchesPath } from '../../policies/language/patterns.ts'
import { plantCanaries } from './canaries.ts'
import { plantOthers } from './others.ts'

const AGENT = path.join(import.meta.dirname, '../../agent/cli.ts')
const traced =
  platform === 'linux' && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0
    ? false
    : 'needs strace, and to be let trace its children'

let dir = ''
after(async () => {
  if (dir !== '') await rm(dir, { recursive: true, force: true })
})

test('P4: below a home a scan opens nothing but what it says that it opens', { skip: traced }, async t => {
  dir = await realpath(await mkdtemp(path.join(tmpdir(), 'waymark-opened-')))
  const home = path.join(dir, 'home')
  await mkdir(home)
  await plantCanaries(home)
  await plantOthers(home, 100)
  const env = { PATH: process.env.PATH, HOME: dir, LANG: 'C.UTF-8', WAYMARK_HOME: path.join(dir, 'state') }
  const run = async (file: string, args: readonly string[]): Promise<string> => {
    const ran = promisify(execFile)(file, args, { env, maxBuffer: 64 * 1024 * 1024, timeout: 120_000 })
    return (await ran.catch(error => z.object({ code: z.literal(1), stdout: z.string() }).parse(error))).stdout
  }
  const scan = [process.execPath, AGENT, 'scan', '--home', home]
  const explained = (await run(process.execPath, [...scan.slice(1), '--explain-paths'])).split('\n').filter(Boolean)
  const file = path.join(dir, 'calls')
  const strace = [
    '-f',
    '-qq',
    '-s',
    '4096',
    '--seccomp-bpf',
    '-e',
    'trace=open,openat,openat2,creat,execve',
    '-o',
    file,
  ]
  const found = z
    .object({ detections: z.array(z.object({ tool: z.string() })) })
    .parse(JSON.parse(await run('strace', [...strace, ...scan, '--json'])))
  assert.ok(found.detections.some(({ tool }) => tool === 'claude-code'))

  const opened = openedBelow(home, await readFile(file, 'utf8'))
  t.diagnostic(`${opened.length} files and folders opened, ${explained.length} patterns`)
  assert.ok(opened.includes(path.join(home, '.claude.json')) && opened.length > 50)
  const said = explained.map(pattern => pattern.replace(/^~(?=\/)/, home))
  assert.deepEqual(
    opened.filter(at => !said.some(pattern => isMeant(pattern, at))),
    [],
  )
  // By name, whatever the list says: what a person wrote to an assistant, and what gives access.
  const never = /\.jsonl$|history|\.env$|\.ssh|\.aws|credentials|netrc|\/work\/|\/Documents\/|\/Downloads\/|auth\.json/
  assert.deepEqual(
    opened.filter(at => never.test(at)),
    [],
  )
})

/** A folder is said with a `/` at its end. */
const isMeant = (pattern: string, at: string): boolean => {
  if (matchesPath(pattern, at, null) || matchesPath(pattern, `${at}/`, null)) return true
  return pattern.endsWith('/') && matchesPath(pattern.slice(0, -1), at, null)
}

/** @param calls as strace prints them. @returns what was opened below a folder, each once. */
const openedBelow = (home: string, calls: string): string[] => {
  const begun = new Map<string, string>()
  const paths = calls.split('\n').flatMap(line => {
    const [, pid = '', call = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    const asked = /^(?:open|openat|openat2|creat|execve)\((?:AT_FDCWD, )?"((?:[^"\\]|\\.)*)"/.exec(call)?.[1]
    // One thread's call is told in two lines where another's comes in between.
    if (call.endsWith('<unfinished ...>')) {
      if (asked !== undefined) begun.set(pid, asked)
      return []
    }
    const at = /^<\.\.\. (?:open|creat|execve)/.test(call) ? begun.get(pid) : asked
    const result = / = (-?\d+)[^"]*$/.exec(call)?.[1]
    return at !== undefined && result !== undefined && Number(result) >= 0 ? [path.resolve('/', at)] : []
  })
  return [...new Set(paths.filter(at => at.startsWith(`${home}/`)))].sort()
}
