import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Entry } from '../../protocol/entry.ts'
import type { Ledger, LedgerOptions } from '../ledger/ledger.ts'
import { openConsoleTrust } from './console-trust.ts'
import { consoleUrl } from './console-url.ts'
import { loadIdentity } from './identity.ts'
import { openPolicyIntake } from './policy-intake.ts'
import { randomOf, scratchFolder, TEN } from './scratch.ts'
import { openUplink, type UplinkOptions } from './uplink.ts'
import type { UplinkState } from './uplink-state.ts'

export const NONCE = 'A'.repeat(43)
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
export const CONSOLE_KEY = String(publicKey.export({ format: 'jwk' }).x)
/** What the double signs; the texts stand here, so that both ends of a test do not go by the same line of code. */
export const signedByConsole = (...lines: string[]): string =>
  sign(null, Buffer.from(lines.join('\n')), privateKey).toString('base64url')
export const challenge = ({ nonce }: Record<string, unknown>, over: Record<string, unknown> = {}) => ({
  type: 'challenge',
  wire: 3,
  nonce: NONCE,
  key: CONSOLE_KEY,
  formerly: [],
  signature: signedByConsole('waymark console challenge', String(nonce), NONCE, CONSOLE_KEY, ''),
  ...over,
})
export const welcome = (known: unknown = null) => ({ type: 'welcome', known, firstSightings: [], credit: 100 })
export const EPOCH = 'e'.repeat(32)

/** A console that says what the test tells it to, over real sockets; and an agent's uplink with a real ledger. */
export const startDouble = async (
  t: Pick<TestContext, 'after'>,
  open: (options: LedgerOptions) => Ledger,
  over: Partial<UplinkOptions> = {},
  ledgerOver: Partial<Ledger> = {},
) => {
  // In reverse: the folder goes last.
  const endings: (() => unknown)[] = []
  t.after(async () => {
    for (const end of endings.reverse()) await end()
  })
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const console = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const dir = await scratchFolder({ after: end => endings.push(end as () => unknown) })
  const identity = await loadIdentity(dir)
  const ledger = open({ dir: path.join(dir, 'ledger'), now: () => TEN, random: randomOf })
  const address = consoleUrl(console)
  assert.ok(address.ok)
  const states: UplinkState[] = []
  const conditions: string[] = []
  const record = (n: number) =>
    ledger.record({ kind: 'condition-changed', condition: `c-${n}`, state: 'raised', detail: 'x' })
  const start = async () => {
    const uplink = openUplink({
      console,
      identity,
      trust: await openConsoleTrust(dir, console, [CONSOLE_KEY]),
      ledger: { ...ledger, ...ledgerOver },
      policies: await openPolicyIntake(dir, address.url.href),
      agent: '0.1.0',
      onPolicy: () => ({ use: () => {} }),
      onState: state => states.push(state),
      onCondition: (condition, state, detail) => conditions.push(`${condition} ${state} ${detail}`.trim()),
      now: () => TEN,
      random: () => 0,
      ...over,
    })
    endings.push(uplink.stop)
    return uplink
  }
  endings.push(async () => {
    for (const client of server.clients) client.terminate()
    await new Promise(resolve => server.close(resolve))
    ledger.close()
  })
  return { server, console, dir, identity, ledger, states, conditions, record, start }
}
export type Bench = Awaited<ReturnType<typeof startDouble>>

/** The next agent that connects, and what it says. */
export const accept = async ({ server }: Pick<Bench, 'server'>) => {
  const [ws] = (await once(server, 'connection')) as [WebSocket]
  const heard: Record<string, unknown>[] = []
  const waiting: (() => void)[] = []
  let over: { code: number; reason: string } | null = null
  const wake = (): void => {
    for (const go of waiting.splice(0)) go()
  }
  ws.on('message', data => {
    heard.push(JSON.parse(data.toString()))
    wake()
  })
  ws.on('close', (code, reason) => {
    over = { code, reason: reason.toString() }
    wake()
  })
  const next = async (): Promise<Record<string, unknown>> => {
    while (heard.length === 0) {
      assert.equal(over, null, 'the agent has gone')
      await new Promise<void>(resolve => waiting.push(resolve))
    }
    return heard.shift() ?? {}
  }
  const closed = async (): Promise<{ code: number; reason: string }> => {
    while (over === null) await new Promise<void>(resolve => waiting.push(resolve))
    return over
  }
  const say = (frame: unknown): void => ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  const entries = async (): Promise<Entry[]> => {
    const frame = await next()
    assert.equal(frame.type, 'entries')
    return frame.entries as Entry[]
  }
  return { ws, heard, next, closed, say, entries }
}
export const welcomed = async (running: Bench, known: unknown = null) => {
  const agent = await accept(running)
  const opening = await agent.next()
  agent.say(challenge(opening))
  const hello = await agent.next()
  agent.say(welcome(known))
  return { ...agent, opening, hello }
}
export const acknowledge = (entries: readonly Entry[]) => {
  const last = entries.at(-1)
  return { type: 'acknowledged', epoch: last?.epoch, seq: last?.seq, hash: last?.hash, credit: 100 }
}
export const pause = (ms = 40) => new Promise(resolve => setTimeout(resolve, ms))
export const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 200 && !holds(); i++) await pause(5)
  assert.ok(holds())
}
