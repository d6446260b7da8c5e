import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import path from 'node:path'

/** Which call fails, how, from its which time on, and whether it stays so. */
export type Fault = {
  readonly call: 'fsync' | 'pwrite64'
  readonly error: 'EIO' | 'ENOSPC'
  readonly at: number
  readonly stays: boolean
}

export type Ran = {
  readonly code: number | null
  /** How often a call was made to fail. */
  readonly injected: number
  /** What it was promised before the end: the numbers behind `kept`. */
  readonly kept: readonly number[]
  readonly said: Record<string, unknown>
}

/**
 * Runs a writer of our own under strace, which lets one call fail, then hands the folder it leaves to `look`.
 * @param module a bundle. @returns what it did, and what `look` found.
 */
export const injected = async <T>(
  scratch: string,
  module: string,
  count: number,
  { call, error, at, stays }: Fault,
  look: (folder: string, ran: Ran) => Promise<T>,
): Promise<T> => {
  const place = await mkdtemp(path.join(scratch, 'fault-'))
  const [folder, marks, trace] = [path.join(place, 'files'), path.join(place, 'marks'), path.join(place, 'trace')]
  await mkdir(folder, { mode: 0o700 })
  const when = `${at}${stays ? '+' : ''}`
  const options = [
    '-f',
    '--seccomp-bpf',
    '-qq',
    '-e',
    `trace=${call}`,
    '-e',
    `inject=${call}:error=${error}:when=${when}`,
  ]
  const child = spawn('strace', [...options, '-o', trace, process.execPath, module, folder, marks, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    said += text
  })
  const [code] = (await once(child, 'close')) as [number | null]
  const kept = (await readFile(marks, 'utf8').catch(() => '')).trimEnd().split('\n').filter(Boolean)
  const ran: Ran = {
    code,
    injected: (await readFile(trace, 'latin1')).split('(INJECTED)').length - 1,
    kept: kept.map(line => Number(line.split(' ')[1])),
    said: JSON.parse(said || '{}'),
  }
  const found = await look(folder, ran)
  await rm(place, { recursive: true })
  return found
}
