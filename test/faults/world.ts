import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { CATALOG_DIR } from '../../console/rollout/catalog-files.ts'
import { openSqlite } from '../../console/store/sqlite.ts'
import type { ListedEntry } from '../../protocol/entry.ts'
import { bundled } from './bundled.ts'
import { most, numbers } from './oracle.ts'
import { start, type Under, type Victim } from './victim.ts'

export type ConsoleVictim = { readonly victim: Victim; readonly url: string; readonly apiToken: string }

export type Producing = {
  readonly at?: string
  readonly pause?: number
  readonly most?: number
  readonly stateDir?: string
  readonly under?: Under
}

export type World = {
  readonly stateDir: string
  /** Started again on the same port, with the same store. */
  readonly startConsole: (under?: Under) => Promise<ConsoleVictim>
  /**
   * @param options `at`: where it finds the console, when that is not where it listens; `pause` between two events, ms;
   * `most`: the number of its last event; `stateDir`: another device's.
   */
  readonly startProducer: (options?: Producing) => Victim
  /** Only while no console runs. @returns the highest seq that is stored, and the highest that was acknowledged. */
  readonly durable: (device: string) => Promise<{ stored: number; acknowledged: number }>
  /** Only while no console runs. @returns what it holds of a device's ledger. */
  readonly stored: (device: string) => Promise<readonly ListedEntry[]>
}

/** A console and producers in a scratch folder, all of them children that end with the test. */
export const openWorld = async (t: TestContext): Promise<World> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-faults-'))
  const [storeDir, stateDir] = [path.join(dir, 'console'), path.join(dir, 'agent')]
  const victims = new Set<Victim>()
  const born = (victim: Victim): Victim => {
    victims.add(victim)
    return victim
  }
  t.after(async () => {
    await Promise.all([...victims].map(victim => victim.end('SIGKILL')))
    await rm(dir, { recursive: true, force: true })
  })
  const [consoleModule, producerModule] = await Promise.all([
    bundled('console-process.ts', dir),
    bundled('producer.ts', dir),
  ])
  let port = '0'
  let token = ''
  let address = ''
  return {
    stateDir,
    startConsole: async under => {
      const victim = born(start(consoleModule, [storeDir, port, CATALOG_DIR], under))
      const ready = await victim.line(line => 'url' in line)
      address = String(ready.url)
      port = new URL(address).port
      token = String(ready.enrollToken)
      return { victim, url: address, apiToken: String(ready.apiToken) }
    },
    startProducer: ({ at = address, pause = 2, most: last, stateDir: state = stateDir, under } = {}) =>
      born(
        start(producerModule, [state, at, token, String(pause), ...(last === undefined ? [] : [String(last)])], under),
      ),
    durable: async device => {
      const store = await openSqlite(storeDir)
      const head = await store.latestHead(device)
      await store.close()
      return { stored: head?.seq ?? 0, acknowledged: most(numbers(path.join(stateDir, 'acknowledged'))) }
    },
    stored: async device => {
      const store = await openSqlite(storeDir)
      const { items } = await store.entries(device, { after: null, limit: 10_000_000 })
      await store.close()
      return items
    },
  }
}

export const streams = (victim: Victim): Promise<Record<string, unknown>> =>
  victim.line(line => line.state === 'streaming')
