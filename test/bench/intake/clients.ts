import { WebSocket } from 'ws'
import type { FromConsole } from '../../../protocol/frames.ts'
import type { BenchDevice } from '../bench-devices.ts'
import { say, taskOfChild } from '../child.ts'
import { connectLean } from '../lean-agent.ts'
import { figuresOf } from '../result.ts'
import { emptyLedger, entriesAfter, headOf } from './premade.ts'

/** Agents that send what was made before the clock starts, one batch in flight each, to a console or to an echo. */
export type ClientsTask = {
  readonly url: string
  readonly ca: string
  /** Null for an echo, which proves nothing. */
  readonly consoleKey: string | null
  readonly devices: readonly BenchDevice[]
  readonly batches: number
  readonly perBatch: number
}
export type ClientsSaid = {
  readonly connected?: true
  readonly done?: { readonly entries: number; readonly ms: number; readonly p50: number; readonly p99: number }
}

type Sender = { readonly send: (text: string) => void; readonly frames: string[]; credit: number; sentAt: number }

if (import.meta.main) {
  const { url, ca, consoleKey, devices, batches, perBatch } = await taskOfChild<ClientsTask>()
  const latencies: number[] = []
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
  let going = false
  let left = devices.length * batches
  const next = (sender: Sender): void => {
    if (!going || sender.credit < perBatch || sender.sentAt !== 0) return
    const frame = sender.frames.shift()
    if (frame === undefined) return
    sender.sentAt = performance.now()
    sender.send(frame)
  }
  const taken = (sender: Sender): void => {
    latencies.push(performance.now() - sender.sentAt)
    sender.sentAt = 0
    if (--left === 0) finish()
    next(sender)
  }
  const heard = (sender: Sender, frame: FromConsole): void => {
    if (frame.type !== 'acknowledged' && frame.type !== 'credit') return
    sender.credit = frame.credit
    if (frame.type === 'acknowledged') taken(sender)
    else next(sender)
  }
  const failed = (why: string): never => {
    throw new Error(`a client was cut: ${why}`)
  }

  const senders: Sender[] = []
  for (const [i, device] of devices.entries()) {
    let head = emptyLedger(i)
    const frames = Array.from({ length: batches }, () => {
      const entries = entriesAfter(head, i, perBatch)
      head = headOf(entries, head)
      return JSON.stringify({ type: 'entries', entries })
    })
    await new Promise<void>(resolve => {
      const join = (send: (text: string) => void, credit: number): Sender => {
        const sender = { send, frames, credit, sentAt: 0 }
        senders.push(sender)
        resolve()
        return sender
      }
      if (consoleKey === null) {
        const ws = new WebSocket(url, { ca, perMessageDeflate: false })
        ws.on('open', () => {
          const sender = join(text => ws.send(text), perBatch)
          ws.on('message', () => taken(sender))
        })
        ws.on('error', error => failed(error.message))
      } else {
        let sender: Sender | null = null
        connectLean({
          url,
          ca,
          consoleKey,
          device,
          head,
          welcomed: ({ credit }, agent) => {
            sender = join(agent.send, credit)
          },
          frame: frame => {
            if (sender !== null) heard(sender, frame)
          },
          over: failed,
        })
      }
    })
  }
  say({ connected: true } satisfies ClientsSaid)
  await new Promise(resolve => process.once('message', resolve))
  going = true
  const began = performance.now()
  for (const sender of senders) next(sender)
  await finished
  const ms = performance.now() - began
  say({ done: { entries: devices.length * batches * perBatch, ms, ...figuresOf(latencies) } } satisfies ClientsSaid)
  await new Promise(resolve => process.once('message', resolve))
  process.exit(0)
}
