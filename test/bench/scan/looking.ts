import { fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { openIdentifier } from '../../../agent/identify/identifier.ts'
import { wantedOf } from '../../../agent/identify/wanted.ts'
import { platform } from '../../../agent/platform.ts'
import { WORKERS } from '../../../agent/programs.ts'
import { openDisk } from '../../../agent/sensors/disk.ts'
import { inventory } from '../../../agent/sensors/inventory.ts'
import { readShipped } from '../../../agent/settings/shipped-catalog.ts'

/**
 * What a running agent does to look at a home, in a process that is new each time: loaded, and nothing looked at yet.
 * Arguments: home, file of the cache, the packaged reader. Prints one `Looked`.
 */
export type Looked = { readonly first: Look; readonly second: Look }
export type Look = {
  /** ms of both. */
  readonly inventory: number
  readonly identification: number
  readonly opened: number
  readonly listed: number
  /** Files that the reader was asked to read whole. */
  readonly read: number
  readonly found: number
}

const [home = '', cacheFile = '', reader = ''] = process.argv.slice(2)
const { catalog } = await readShipped()
const homes = [{ account: 'lin', uid: process.getuid?.() ?? 0, home }]
const where = { homes, root: '/', system: false, path: [], wanted: wantedOf(catalog), platform }
let read = 0

/** As `programs.ts` does, but the module of the package: the repository's would strip types first. */
const start: typeof import('../../../agent/programs.ts').startWorker = name => {
  const { flags, nice } = WORKERS[name]
  const child = fork(reader, [], { execArgv: [...flags], env: {}, cwd: '/', stdio: ['ignore', 'ignore', 2, 'ipc'] })
  if (child.pid !== undefined) setPriority(child.pid, nice)
  const send = child.send.bind(child)
  child.send = (job: object, ...more: never[]) => {
    if ('paths' in job && Array.isArray(job.paths)) read += job.paths.length
    else if ('path' in job) read++
    return send(job, ...more)
  }
  return child
}

const look = async (): Promise<Look> => {
  let [opened, listed] = [0, 0]
  read = 0
  const identifier = openIdentifier({ catalog, cacheFile, log: () => {}, start })
  try {
    const begun = performance.now()
    const disk = openDisk(at => (at.endsWith('/') ? listed++ : opened++))
    const { seen } = await inventory(where, disk)
    const between = performance.now()
    const { findings } = await identifier.identify(seen, homes)
    const took = { inventory: between - begun, identification: performance.now() - between }
    return { ...took, opened, listed, read, found: new Set(findings.map(({ tool }) => tool)).size }
  } finally {
    await identifier.close()
  }
}

const looked: Looked = { first: await look(), second: await look() }
process.stdout.write(JSON.stringify(looked))
