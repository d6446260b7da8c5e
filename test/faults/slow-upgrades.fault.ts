import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { authority, writePair } from '../../console/tls/scratch.ts'
import type { ConsoleSaid, ConsoleTask } from '../bench/bench-console.ts'
import { makeDevices } from '../bench/bench-devices.ts'
import { startChild } from '../bench/child.ts'
import { emptyLedger } from '../bench/intake/premade.ts'
import { connectLean } from '../bench/lean-agent.ts'
import { memoryOf } from '../bench/usage.ts'

const SLOW = 5_000
const AGENTS = 20
const WITHIN = 5_000
const MOST_GROWTH = 100 * 1024 * 1024

test(`F23: ${SLOW} connections that never finish their upgrade: agents still come in, and memory stays`, async t => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-slow-'))
  const { ca, leaf } = await authority()
  const devices = makeDevices(AGENTS)
  const task: ConsoleTask = { store: path.join(dir, 'store'), tls: await writePair(dir, leaf), port: 0, devices }
  const console = startChild<ConsoleSaid>(path.join(import.meta.dirname, '../bench/bench-console.ts'), task)
  const slow: Socket[] = []
  t.after(async () => {
    for (const socket of slow) socket.destroy()
    await console.end('SIGKILL')
    await rm(dir, { recursive: true, force: true })
  })
  const { ready } = await console.said('ready')
  const before = memoryOf(console.pid).rss

  // Of five addresses: half of them say nothing at all, half begin a handshake and leave it there.
  let cut = 0
  for (let i = 0; i < SLOW; i++) {
    const socket = connect({ port: ready.port, host: '127.0.0.1', localAddress: `127.0.1.${1 + (i % 5)}` })
    socket.on('error', () => {})
    socket.on('close', () => cut++)
    if (i % 2 === 0) socket.on('connect', () => socket.write(Buffer.from([22, 3, 1, 2, 0, 1])))
    slow.push(socket)
  }
  // Each is either there or was cut.
  await Promise.all(
    slow.map(socket => new Promise<void>(resolve => socket.once('connect', resolve).once('close', () => resolve()))),
  )

  const took: number[] = []
  for (const [i, device] of devices.entries()) {
    const began = performance.now()
    await new Promise<void>((resolve, reject) => {
      const agent = connectLean({
        url: `wss://127.0.0.1:${ready.port}/agent`,
        ca: ca.cert,
        consoleKey: ready.key,
        device,
        head: emptyLedger(i),
        welcomed: () => {
          took.push(performance.now() - began)
          resolve()
          setImmediate(() => agent.end())
        },
        frame: () => {},
        over: why => reject(new Error(why)),
      })
    })
  }
  const growth = memoryOf(console.pid).rss - before
  const slowest = Math.max(...took)
  t.diagnostic(
    `${AGENTS} agents came in beside ${SLOW} slow connections, the slowest in ${slowest.toFixed(0)} ms; ` +
      `${cut} of those were cut by then; memory grew by ${(growth / 1024 / 1024).toFixed(1)} MiB`,
  )
  assert.ok(slowest <= WITHIN, `${slowest.toFixed(0)} ms`)
  assert.ok(growth <= MOST_GROWTH, `${growth} bytes`)
})
