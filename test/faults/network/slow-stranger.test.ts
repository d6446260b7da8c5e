import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openWorld } from '../world.ts'

test('F23: a stranger in the middle of a header does not keep the console from ending', async t => {
  const { startConsole } = await openWorld(t)
  const { victim, url } = await startConsole()
  const stranger = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {})
  t.after(() => stranger.destroy())
  await once(stranger, 'connect')
  stranger.write('GET /agent HTTP/1.1\r\nHost: x\r\nX-Slow: ')
  const drip = setInterval(() => stranger.write('a'), 500)
  t.after(() => clearInterval(drip))
  await sleep(500)
  // Without a bound it would wait for as long as the stranger likes.
  const code = await Promise.race([victim.end('SIGTERM'), sleep(30_000, 'still there', { ref: false })])
  assert.equal(code, 0)
})
