import { hash, randomBytes } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startConsole } from '../../console/main.ts'
import { CATALOG_DIR } from '../../console/rollout/catalog-files.ts'
import type { TlsFiles } from '../../console/tls/files.ts'
import { type BenchDevice, enrolAll } from './bench-devices.ts'
import { say, taskOfChild } from './child.ts'

/** A whole console without its pages, over TLS, as a process of its own. Stops with SIGTERM, as it does when installed. */
export type ConsoleTask = {
  readonly store: string
  readonly tls: TlsFiles
  readonly port: number
  /** To be enrolled before it says that it is ready. */
  readonly devices: readonly BenchDevice[]
}
export type ConsoleSaid = {
  readonly ready?: { readonly port: number; readonly key: string }
  /** Agents connected, bytes of memory, and ms that the event loop was late at most since it was asked last. */
  readonly state?: { readonly connected: number; readonly rss: number; readonly lag: number }
}

if (import.meta.main) {
  const { store, tls, port, devices } = await taskOfChild<ConsoleTask>()
  const running = await startConsole({
    settings: { host: '127.0.0.1', port, publicUrl: null, store, tls },
    catalogDir: CATALOG_DIR,
    dist: null,
    version: '0.0.0',
    now: Date.now,
    random: bytes => randomBytes(bytes),
    logger: false,
  })
  if (devices.length > 0) await enrolAll(running.rooms.store, devices)
  process.on('SIGTERM', () => void running.stop('SIGTERM').then(() => process.disconnect?.()))
  const lag = monitorEventLoopDelay({ resolution: 10 })
  lag.enable()
  process.on('message', (asked: { publish?: string }) => {
    if (asked.publish !== undefined) {
      const draft = { policy: 'bench', digest: hash('sha256', asked.publish), text: asked.publish }
      void running.rooms.store.publish(draft, { at: Date.now(), who: 'bench' }).then(running.rooms.published)
      return
    }
    const state = { connected: running.rooms.connected().size, rss: process.memoryUsage.rss(), lag: lag.max / 1e6 }
    lag.reset()
    say({ state } satisfies ConsoleSaid)
  })
  say({ ready: { port: Number(new URL(running.url).port), key: running.rooms.key.key } } satisfies ConsoleSaid)
}
