import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openMetrics } from './metrics.ts'

const figures = async (page: Promise<string>): Promise<Map<string, number>> =>
  new Map(
    (await page)
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(line => {
        const at = line.lastIndexOf(' ')
        return [line.slice(0, at), Number(line.slice(at + 1))]
      }),
  )

test('the console in figures', async () => {
  let connected = 0
  const metrics = openMetrics({ connected: () => connected, waiting: () => 4_096, shedding: () => connected > 1 })
  metrics.stored(100, 7)
  metrics.stored(3, 700)
  metrics.ended('malformed')
  metrics.ended('malformed')
  metrics.ended('silent')
  const before = await figures(metrics.page())
  assert.equal(before.get('waymark_devices_connected'), 0)
  assert.equal(before.get('waymark_intake_shedding'), 0)
  assert.equal(before.get('waymark_intake_waiting_bytes'), 4_096)
  assert.equal(before.get('waymark_entries_stored_total'), 103)
  assert.equal(before.get('waymark_batch_seconds_count'), 2)
  assert.equal(before.get('waymark_batch_seconds_bucket{le="0.005"}'), 0)
  assert.equal(before.get('waymark_batch_seconds_bucket{le="0.01"}'), 1)
  assert.equal(before.get('waymark_batch_seconds_bucket{le="1"}'), 2)
  assert.equal(before.get('waymark_connections_ended_total{word="malformed"}'), 2)
  assert.equal(before.get('waymark_connections_ended_total{word="silent"}'), 1)
  assert.ok(Number(before.get('process_resident_memory_bytes')) > 10_000_000)
  assert.ok(before.has('nodejs_eventloop_lag_p99_seconds'))
  connected = 2
  const after = await figures(metrics.page())
  assert.equal(after.get('waymark_devices_connected'), 2)
  assert.equal(after.get('waymark_intake_shedding'), 1)
})
