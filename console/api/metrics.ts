import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Tally } from '../intake/tally.ts'

/** What is asked at the moment of looking. */
export type Watched = {
  readonly connected: () => number
  /** Bytes of frames on their way into the store. */
  readonly waiting: () => number
  /** Whether agents are sent away because there is too much at once. */
  readonly shedding: () => boolean
}

export type Metrics = Tally & { readonly page: () => Promise<string>; readonly contentType: string }

/** From the price of one commit to what nobody should wait for, seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** The console in figures, as Prometheus reads them. Labels are words of ours alone: none names a device or a person. */
export const openMetrics = (watched: Watched): Metrics => {
  const registry = new Registry()
  const registers = [registry]
  const gauge = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value())
      },
    })
  }
  gauge('waymark_devices_connected', 'Devices whose agents are connected now', watched.connected)
  gauge('waymark_intake_waiting_bytes', 'Bytes of frames on their way into the store', watched.waiting)
  gauge('waymark_intake_shedding', '1 while agents are sent away for there is too much at once', () =>
    watched.shedding() ? 1 : 0,
  )
  const entries = new Counter({ name: 'waymark_entries_stored_total', help: 'Entries stored durably', registers })
  const took = new Histogram({
    name: 'waymark_batch_seconds',
    help: 'From the arrival of a batch to its commit, which is when it is acknowledged',
    buckets: BUCKETS,
    registers,
  })
  const endings = new Counter({
    name: 'waymark_connections_ended_total',
    help: "Connections of agents that ended, by the console's word for why",
    labelNames: ['word'],
    registers,
  })
  let isWatched = false
  return {
    contentType: registry.contentType,
    page: () => {
      // A clock that ticks to see how late it is costs a little: from the first look on.
      if (!isWatched) collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 })
      isWatched = true
      return registry.metrics()
    },
    stored: (count, ms) => {
      entries.inc(count)
      took.observe(ms / 1_000)
    },
    ended: word => endings.inc({ word }),
  }
}

/** For whoever has a token: how many devices a company has is not for everybody. */
export const metricsRoute = (app: FastifyInstance, { page, contentType }: Metrics): void => {
  app.get('/metrics', { config: { for: 'viewer' }, schema: { hide: true } }, async (_, reply) =>
    reply.type(contentType).send(await page()),
  )
}
