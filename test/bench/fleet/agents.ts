import { backOff } from '../../../agent/uplink/back-off.ts'
import type { FromConsole } from '../../../protocol/frames.ts'
import type { BenchDevice } from '../bench-devices.ts'
import { say, taskOfChild } from '../child.ts'
import { emptyLedger, entriesAfter, headOf, policyApplied } from '../intake/premade.ts'
import { connectLean, type LeanAgent } from '../lean-agent.ts'

/** Thousands of agents that hold their connection, come back by the agent's own rules, and acknowledge policies. */
export type AgentsTask = {
  readonly url: string
  readonly ca: string
  readonly consoleKey: string
  readonly devices: readonly BenchDevice[]
  /** Numbers them over all processes of agents. */
  readonly first: number
  /** Of the loopback network. */
  readonly from: string
  /** Ms over which they begin to connect. */
  readonly over: number
}
export type AgentsState = {
  readonly connected: number
  /** Connections that ended without a word of the console's that explains it, by why. */
  readonly errors: Readonly<Record<string, number>>
  /** Policies that the console has acknowledged as applied. */
  readonly applied: number
}
export type AgentsSaid = { readonly state?: AgentsState }

type One = {
  readonly device: BenchDevice
  readonly number: number
  head: ReturnType<typeof emptyLedger>
  attempt: number
}

if (import.meta.main) {
  const { url, ca, consoleKey, devices, first, from, over } = await taskOfChild<AgentsTask>()
  const errors: Record<string, number> = {}
  let connected = 0
  let applied = 0

  const heard = (one: One, frame: FromConsole, agent: LeanAgent): void => {
    if (frame.type === 'acknowledged') applied++
    else if (frame.type === 'policy') {
      const began = one.head.seq === 0 ? entriesAfter(one.head, one.number, 1) : []
      const entries = [...began, policyApplied(headOf(began, one.head), frame)]
      one.head = headOf(entries, one.head)
      agent.send(JSON.stringify({ type: 'entries', entries }))
    }
  }
  const connect = (one: One): void => {
    let welcomed = false
    connectLean({
      url,
      ca,
      consoleKey,
      device: one.device,
      head: one.head,
      from,
      welcomed: () => {
        welcomed = true
        one.attempt = 0
        connected++
      },
      frame: (frame, agent) => heard(one, frame, agent),
      over: (why, retryAfter) => {
        if (welcomed) connected--
        // A restart and a time to come back are no errors; neither is a console that is not there.
        const expected =
          retryAfter !== null || /ECONNREFUSED|^1006|^1012|ECONNRESET|socket hang up|socket disconnected/.test(why)
        if (!expected) errors[why] = (errors[why] ?? 0) + 1
        const delay = (retryAfter ?? 0) + backOff(one.attempt++, false, Math.random)
        setTimeout(connect, delay, one)
      },
    })
  }
  for (const [i, device] of devices.entries()) {
    const number = first + i
    setTimeout(connect, (over * i) / devices.length, { device, number, head: emptyLedger(number), attempt: 0 })
  }
  process.on('message', () => say({ state: { connected, errors, applied } } satisfies AgentsSaid))
}
