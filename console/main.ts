import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import { ownOrigins } from './access/origin.ts'
import type { Random } from './access/secret.ts'
import { removeAddress, writeAddress } from './address.ts'
import { openLive } from './api/live.ts'
import { openMetrics } from './api/metrics.ts'
import type { Rooms } from './api/routes.ts'
import { buildServer } from './api/server.ts'
import { onUpgrades } from './api/upgrades.ts'
import { loadConsoleKey } from './console-key.ts'
import { openLooks } from './fleet/looks.ts'
import { holdDoorstep } from './intake/doorstep.ts'
import { type Intake, openIntake } from './intake/intake.ts'
import { readCatalogDir } from './rollout/catalog-files.ts'
import { holdRetention } from './rollout/retention.ts'
import { watchPolicy } from './rollout/watch.ts'
import type { Settings } from './settings.ts'
import { openSqlite } from './store/sqlite.ts'
import { openTls } from './tls/open-tls.ts'
import { isLoopback } from './tls/own-names.ts'

export type ConsoleOptions = {
  readonly settings: Settings
  readonly catalogDir: string
  /** The folder of the built web application, null for none. */
  readonly dist: string | null
  readonly version: string
  readonly now: () => number
  readonly random: Random
  readonly logger: NonNullable<FastifyServerOptions['logger']>
}

export type RunningConsole = {
  readonly url: string
  readonly rooms: Rooms
  readonly app: FastifyInstance
  /** Reads the certificate again at once; null where plain http is spoken. */
  readonly reloadTls: (() => Promise<void>) | null
  /** Stops in reverse; each part within its deadline, and the log names one that hangs. */
  stop(why: string): Promise<void>
}

/** ms that a part may take to stop. */
const STOP_WITHIN = 5_000
/** ms that requests under way get then. */
const ANSWERED_WITHIN = 3_000
const RETENTION_EVERY = 3_600_000
/** Connections that the system holds for us while we are at work: all agents come back when a console restarts. */
const BACKLOG = 4_096

/**
 * Wires the console: store, intake, live, HTTP, watch. Starts in that order; a part that fails stops those before it.
 * @throws what that part threw.
 */
export const startConsole = async (options: ConsoleOptions): Promise<RunningConsole> => {
  const { settings, now, random } = options
  const started: { name: string; stop: () => void | Promise<void> }[] = []
  let log: FastifyInstance['log'] | null = null
  const stop = async (why: string): Promise<void> => {
    log?.info({ why }, 'stopping')
    for (const part of started.splice(0).reverse()) {
      const late = await within(STOP_WITHIN, part.stop)
      if (late !== null) log?.error({ part: part.name, why: late }, 'did not stop')
    }
  }
  try {
    const { catalog, faults } = await readCatalogDir(options.catalogDir)
    const store = await openSqlite(settings.store)
    started.push({ name: 'store', stop: store.close })
    const key = await loadConsoleKey(settings.store)
    const tls = await openTls(settings, now)

    let url = settings.publicUrl ?? ''
    const publicUrl = (): string => url
    let intake: Intake | null = null
    let published = (): void => {}
    const live = openLive({ store, now, origins: () => ownOrigins(url) })
    const rooms: Rooms = {
      store,
      key,
      catalog,
      now,
      random,
      version: options.version,
      looks: openLooks(store, now),
      connected: () => intake?.connected() ?? new Set(),
      published: () => published(),
      decided: (device, closed) => {
        intake?.shut(closed)
        live.tell({ changed: 'devices', id: device })
        live.tell({ changed: 'detections', id: '' })
      },
    }
    const shedding = (): boolean => intake?.isShedding() ?? false
    const metrics = openMetrics({
      connected: () => rooms.connected().size,
      waiting: () => intake?.waiting() ?? 0,
      shedding,
    })
    const app = await buildServer({
      rooms,
      dist: options.dist,
      publicUrl,
      tls,
      logger: options.logger,
      watched: { metrics, shedding },
    })
    log = app.log
    for (const fault of faults) log.warn({ fault }, 'catalog entry left out')
    intake = openIntake({ store, key, now, log: app.log, onNews: live.tell, tally: metrics })
    onUpgrades(app.server, { '/agent': intake.upgrade, '/live': live.upgrade })
    const watch = await watchPolicy(
      store,
      serial => {
        intake?.policyPublished()
        live.tell({ changed: 'policies', id: String(serial) })
      },
      error => app.log.error({ err: error }, 'store not asked for policies'),
    )
    published = watch.check
    const forget = setInterval(() => {
      holdRetention(store, catalog, now()).catch(error => app.log.error({ err: error }, 'retention not held'))
    }, RETENTION_EVERY)
    started.push({ name: 'retention', stop: () => clearInterval(forget) })
    started.push({ name: 'watch', stop: watch.stop })
    // HTTP stops last of the three: it waits until its WebSockets are gone.
    started.push({ name: 'http', stop: () => closed(app) }, { name: 'live', stop: live.close })
    started.push({ name: 'doorstep', stop: holdDoorstep(app.server).stop })
    started.push({ name: 'intake', stop: intake.close })

    const certificate = tls?.follow(app.server, log) ?? null
    if (certificate !== null) started.push({ name: 'certificate', stop: certificate.stop })

    // For `localhost` Fastify begins a second server, whose certificate would never be replaced.
    const host = tls !== null && settings.host === 'localhost' ? '127.0.0.1' : settings.host
    const address = await app.listen({ host, port: settings.port, backlog: BACKLOG })
    if (url === '') url = new URL(address).origin
    // Pages of another origin may not write, so browsers that come by a name need that name to be known.
    if (settings.publicUrl === null && !isLoopback(settings.host))
      log.warn({ listen: settings.host }, 'set publicUrl: browsers are let in by that address alone')
    if (tls === null && url.startsWith('https:'))
      log.warn({ publicUrl: url }, 'what ends TLS before this console serves browsers alone: agents turn away from it')
    if (tls?.caFile) log.info({ ca: tls.caFile }, 'made its own certificate: give agents this CA as trust.ca')
    await writeAddress(settings.store, url)
    started.push({ name: 'address', stop: () => removeAddress(settings.store) })
    log.info({ url, key: key.key }, 'listening')
    return { url, rooms, app, reloadTls: certificate?.check ?? null, stop }
  } catch (error) {
    await stop('a part did not start')
    throw error
  }
}

/** A closing server no longer counts how long a request takes to arrive, so one slow stranger would keep the process. */
const closed = async (app: FastifyInstance): Promise<void> => {
  const late = setTimeout(() => app.server.closeAllConnections(), ANSWERED_WITHIN)
  await app.close()
  clearTimeout(late)
}

/** @returns null when it stopped in time, else why not. */
const within = async (ms: number, stop: () => void | Promise<void>): Promise<string | null> => {
  const { promise: deadline, resolve } = Promise.withResolvers<string>()
  const timer = setTimeout(() => resolve(`took longer than ${ms} ms`), ms)
  const stopped = Promise.resolve()
    .then(stop)
    .then(
      () => null,
      (error: unknown) => String(error),
    )
  const late = await Promise.race([stopped, deadline])
  clearTimeout(timer)
  return late
}
