import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { setPriority } from 'node:os'
import path from 'node:path'
import { openHealth } from '../../../agent/health/health.ts'
import { openIdentifier } from '../../../agent/identify/identifier.ts'
import { wantedOf } from '../../../agent/identify/wanted.ts'
import { privateFolder } from '../../../agent/ledger/folder.ts'
import { openLedger } from '../../../agent/ledger/ledger.ts'
import { platform } from '../../../agent/platform.ts'
import { WORKERS } from '../../../agent/programs.ts'
import { openRounds } from '../../../agent/rounds.ts'
import { openInventory } from '../../../agent/sensors/remembered-inventory.ts'
import { readShipped } from '../../../agent/settings/shipped-catalog.ts'
import { readPolicy } from '../../../policies/language/read-policy.ts'
import { roundsAlone } from '../rounds-alone.ts'

/**
 * A running agent looks at a home twice, in a process that is new each time: loaded, and nothing looked at yet. What
 * `main.ts` joins for a look is joined here, without the watch over files and what runs.
 * Arguments: home, folder of its state, the packaged reader. Prints one `Looked`.
 */
export type Looked = { readonly first: Look; readonly second: Look }
export type Look = {
  /** ms: of the inventory, and from its end until it is known what that is. */
  readonly inventory: number
  readonly identification: number
  readonly opened: number
  readonly listed: number
  /** Files that the reader was asked to read whole. */
  readonly read: number
  /** Assistants that are known by then. */
  readonly found: number
}

const [home = '', state = '', reader = ''] = process.argv.slice(2)
const { catalog } = await readShipped()
const policy = readPolicy(
  { name: 'bench', text: 'policy: bench\nsanctioned: qoder\nunreviewed: notify\nrules: []\n' },
  catalog,
)
if (!policy.ok) throw new Error(JSON.stringify(policy.faults))
const homes = [{ account: 'lin', uid: process.getuid?.() ?? 0, home }]
const where = { homes, root: '/', system: false, path: [], platform }
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

const dir = path.join(state, 'agent')
privateFolder(dir)
const now = Date.now
const ledger = openLedger({ dir, now, random: randomBytes })
const health = openHealth({ now, onNews: () => {} })
const say = (): void => {}
let [opened, listed] = [0, 0]
const look = openInventory({
  wanted: wantedOf(catalog),
  now,
  touched: at => (at.endsWith('/') ? listed++ : opened++),
})
const times = { begun: 0, between: 0 }
let done = Promise.withResolvers<number>()
const rounds = await openRounds({
  takeInventory: async () => {
    times.begun = performance.now()
    const taken = await look(where)
    times.between = performance.now()
    return { homes, ...taken }
  },
  // What is installed is known by then.
  takeBehaviors: async () => {
    done.resolve(performance.now())
    return { seen: [], notSeen: [] }
  },
  openIdentifier: of => openIdentifier({ catalog: of, cacheFile: path.join(dir, 'files.db'), now, log: say, start }),
  sensor: null,
  ...roundsAlone({ policy: policy.policy, catalog, ledger, health, now }),
  concerns: () => true,
  inventoryEvery: 600_000,
})

const looked = async (): Promise<Look> => {
  const ended = await done.promise
  done = Promise.withResolvers()
  // It judges in the same turn, and then rests.
  await new Promise(setImmediate)
  const found = new Set(rounds.last().judged.map(({ detection }) => detection.tool)).size
  const took = { inventory: times.between - times.begun, identification: ended - times.between }
  return { ...took, opened, listed, read, found }
}

const first = await looked()
opened = listed = read = 0
rounds.soon('inventory')
const second = await looked()
await rounds.stop()
ledger.close()
process.stdout.write(JSON.stringify({ first, second } satisfies Looked))
