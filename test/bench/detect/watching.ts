import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { openHealth } from '../../../agent/health/health.ts'
import { openIdentifier } from '../../../agent/identify/identifier.ts'
import { behaviorsWanted, wantedOf } from '../../../agent/identify/wanted.ts'
import { worthReading } from '../../../agent/identify/worth-reading.ts'
import { privateFolder } from '../../../agent/ledger/folder.ts'
import { openLedger } from '../../../agent/ledger/ledger.ts'
import { concerns, whatTheyDid } from '../../../agent/look.ts'
import { platform } from '../../../agent/platform.ts'
import { startEntry, WORKERS } from '../../../agent/programs.ts'
import { openRounds } from '../../../agent/rounds.ts'
import { homes } from '../../../agent/sensors/homes.ts'
import { inventory } from '../../../agent/sensors/inventory.ts'
import { kernelEvents } from '../../../agent/sensors/kernel-events.ts'
import { processSensor } from '../../../agent/sensors/processes.ts'
import { catalogFiles } from '../../../agent/settings/catalog-files.ts'
import { interestingTo, openFileWatch } from '../../../agent/watch-files.ts'
import { readCatalog } from '../../../policies/language/read-catalog.ts'
import { readPolicy } from '../../../policies/language/read-policy.ts'
import { reportOf } from '../../../protocol/body.ts'
import { roundsAlone } from '../rounds-alone.ts'

export type Watching = {
  /** Told of each detection, with the moment in which its entry was on disk (monotonic, ns). */
  readonly onDetection: (listener: (path: string, at: bigint) => void) => void
  readonly sensor: string
  readonly stop: () => Promise<void>
}

const POLICY = `policy: bench
sanctioned: qoder
unreviewed: notify
rules:
  - id: claude-code
    match: { tools: [claude-code] }
    verdict: banned
    stages: [{ response: notify, from: 2026-01-01 }]
`

/**
 * The daemon from its sensors to its ledger, as `main.ts` joins them, for one home; without console, desk and notices.
 * @param worker the reader of files as it is installed: one bundle, from which no types have to be stripped.
 * @param readerStarted told each time that a child has to be started to read a file.
 */
export const watch = async (
  dir: string,
  home: string,
  worker: string,
  readerStarted: () => void,
): Promise<Watching> => {
  const { catalog } = readCatalog(await catalogFiles())
  const read = readPolicy({ name: 'bench', text: POLICY }, catalog)
  if (!read.ok) throw new Error(JSON.stringify(read.faults))
  const now = Date.now
  privateFolder(dir)
  const ledger = openLedger({ dir, now, random: randomBytes })
  const health = openHealth({ now, onNews: () => {} })
  const events = await kernelEvents[platform]()
  const kernel = 'unsupported' in events ? null : events
  const sensor = await processSensor[platform]({
    kernel,
    interesting: interestingTo(catalog, worthReading.program.least),
  })
  let changed = (): void => {}
  const files = openFileWatch({ kernel, changed: () => changed(), lacks: () => {} })
  const rounds = await openRounds({
    takeInventory: async of => {
      const at = await homes([home])
      const where = { homes: at, root: '/', system: false, path: [], platform }
      await files.follow(of, where)
      return { homes: at, ...(await inventory({ ...where, wanted: wantedOf(of) })) }
    },
    takeBehaviors: (of, processes, at) =>
      whatTheyDid({ homes: at, confined: true, behaviors: behaviorsWanted(of), platform }, processes),
    openIdentifier: of =>
      openIdentifier({
        catalog: of,
        cacheFile: join(dir, 'files.db'),
        log: () => {},
        start: name => {
          readerStarted()
          return startEntry({ ...WORKERS[name], module: worker })
        },
      }),
    sensor: 'unsupported' in sensor ? null : sensor,
    ...roundsAlone({ policy: read.policy, catalog, ledger, health, now }),
    concerns,
    inventoryEvery: kernel === null ? 60_000 : 600_000,
  })
  changed = rounds.changed
  return {
    onDetection: listener => {
      ledger.onRecorded(entries => {
        // To read the entry is our own affair, and no part of what is measured.
        const at = process.hrtime.bigint()
        for (const { body } of entries) {
          const read = reportOf(body ?? '')
          if (read.ok && read.report.kind === 'detection-seen') listener(read.report.detection.path, at)
        }
      })
    },
    sensor: 'unsupported' in events ? `the walk over /proc (${events.unsupported})` : 'kernel events',
    stop: async () => {
      await rounds.stop()
      await files.stop()
      kernel?.close()
      ledger.close()
    },
  }
}
