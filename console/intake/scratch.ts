import { generateKeyPairSync, hash, randomBytes, sign } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { WebSocket } from 'ws'
import { bodyOf } from '../../protocol/body.ts'
import { CHAIN_START, chainHash } from '../../protocol/chain.ts'
import type { Entry, Head } from '../../protocol/entry.ts'
import type { FromConsole } from '../../protocol/frames.ts'
import { challengeText, helloText } from '../../protocol/handshake.ts'
import type { Report } from '../../protocol/report.ts'
import { WIRE } from '../../protocol/wire.ts'
import { keyOf } from '../console-key.ts'
import { signedBy } from '../signed-by.ts'
import type { Store } from '../store/store.ts'
import { type IntakeOptions, openIntake } from './intake.ts'
import type { IntakeNews } from './news.ts'

/** What the tests of this room share: a real server and store, and agents that can be made to misbehave. */

export const HOUR = 3_600_000
/** 21 November 2026, 10:00 UTC. */
export const TEN = Date.UTC(2026, 10, 21, 10)
export const sha256 = (text: string): string => hash('sha256', text)
const silent = { info: () => {}, warn: () => {}, error: () => {} }

/** A console of which only the intake runs. `over` lays something over the store: a commit that waits, one that fails. */
export const startIntake = async (
  t: Pick<TestContext, 'after'>,
  openStore: (dir: string) => Promise<Store>,
  options: Partial<IntakeOptions> & { over?: (store: Store) => Partial<Store> } = {},
) => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-intake-'))
  const store = await openStore(dir)
  const { over = () => ({}), ...rest } = options
  const clock = { now: TEN }
  const news: IntakeNews[] = []
  const key = keyOf(generateKeyPairSync('ed25519').privateKey, [])
  const intake = openIntake({
    key,
    store: { ...store, ...over(store) },
    now: () => clock.now,
    log: silent,
    onNews: told => news.push(told),
    ...rest,
  })
  const server = createServer()
  server.on('upgrade', (request, socket, head) => intake.upgrade(request, socket, head))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  t.after(async () => {
    await intake.close()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
    await store.close()
    await rm(dir, { recursive: true, force: true })
  })
  return { store, key, intake, clock, news, port, url: `ws://127.0.0.1:${port}/agent` }
}
export type Running = Awaited<ReturnType<typeof startIntake>>

/** A real Ed25519 key; not known to any console yet. */
export const newDevice = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ format: 'jwk' }).x ?? ''
  const id = `d-${hash('sha256', Buffer.from(raw, 'base64url')).slice(0, 32)}`
  const signed = (text: string): string => sign(null, Buffer.from(text), privateKey).toString('base64url')
  return { id, publicKey: raw, signed }
}
export type Device = ReturnType<typeof newDevice>

export const enrolledDevice = async ({ store }: Running): Promise<Device> => {
  const device = newDevice()
  const token = randomBytes(32).toString('hex')
  const audited = { at: TEN, who: 'test', action: 'token-created', subject: 'test' } as const
  await store.addToken(
    {
      id: token.slice(0, 8),
      name: 'test',
      role: 'enroll',
      hash: token,
      tags: [],
      createdAt: TEN,
      createdBy: 'test',
      expiresAt: TEN + HOUR,
      uses: 1,
    },
    audited,
  )
  await store.enrol(
    { id: device.id, publicKey: device.publicKey, enrolledAt: TEN, tokenHash: token },
    { ...audited, action: 'device-enrolled' },
  )
  return device
}

/** A ledger in memory: real bodies, real chain. */
export const newChain = () => {
  const epoch = randomBytes(16).toString('hex')
  let head: Head = { epoch, seq: 0, hash: CHAIN_START }
  const add = (report: Omit<Report, 'at' | 'salt'> & Record<string, unknown>): Entry => {
    const salt = randomBytes(16).toString('base64url')
    const body = bodyOf({ at: TEN, salt, ...report } as Report)
    const seq = head.seq + 1
    const digest = sha256(body)
    const entry = { epoch, seq, body, digest, hash: chainHash(sha256, head.hash, { epoch, seq, digest }) }
    head = { epoch, seq, hash: entry.hash }
    return entry
  }
  const began = add({ kind: 'ledger-began', why: 'first', before: null } as never)
  const condition = (n: number): Entry =>
    add({ kind: 'condition-changed', condition: `c-${n}`, state: 'raised', detail: 'x' } as never)
  return { epoch, began, add, condition, head: () => head }
}

/** A bare WebSocket that speaks only when the test lets it. */
export const connect = (url: string, headers: Record<string, string> = {}) => {
  const ws = new WebSocket(url, { headers })
  const frames: FromConsole[] = []
  const waiting: (() => void)[] = []
  const wake = (): void => {
    for (const go of waiting.splice(0)) go()
  }
  let over: { code: number; reason: string } | null = null
  let failure = ''
  ws.on('message', data => {
    frames.push(JSON.parse(data.toString()))
    wake()
  })
  ws.on('error', error => {
    failure = error.message
  })
  ws.on('close', (code, reason) => {
    over = { code, reason: reason.toString() || failure }
    wake()
  })
  /** @returns the next frame of the type. @throws when the connection ends first. */
  const next = async <T extends FromConsole['type']>(type: T): Promise<Extract<FromConsole, { type: T }>> => {
    for (;;) {
      const at = frames.findIndex(frame => frame.type === type)
      const [frame] = at === -1 ? [] : frames.splice(at, 1)
      if (frame !== undefined) return frame as Extract<FromConsole, { type: T }>
      if (over !== null) throw new Error(`closed with ${JSON.stringify(over)} before ${type}`)
      await new Promise<void>(resolve => waiting.push(resolve))
    }
  }
  const closed = async (): Promise<{ code: number; reason: string }> => {
    while (over === null) await new Promise<void>(resolve => waiting.push(resolve))
    return over
  }
  /** Never rejects: a connection that is refused says so when it is closed. */
  const opened = new Promise<void>(resolve => {
    ws.once('open', () => resolve())
    ws.once('close', () => resolve())
  })
  const send = (frame: unknown): void => ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  return { ws, frames, opened, next, closed, send, isOpen: () => over === null }
}
export type Agent = ReturnType<typeof connect>

/** What both ends of a connection have said before the hello. */
export type Met = { readonly nonce: string; readonly own: string; readonly key: string }

/** Opens, and holds the console to its proof. */
export const meet = async (agent: Agent): Promise<Met> => {
  await agent.opened
  const own = randomBytes(32).toString('base64url')
  agent.send({ type: 'opening', wire: WIRE, nonce: own })
  const { nonce, key, signature } = await agent.next('challenge')
  if (!signedBy(key, challengeText(own, nonce, key, ''), signature)) throw new Error('the console is not proven')
  return { nonce, own, key }
}

export const helloOf = (device: Device, met: Met, head: Head, over: Record<string, unknown> = {}) => ({
  type: 'hello',
  wire: WIRE,
  device: device.id,
  signature: device.signed(helloText(met.nonce, met.own, device.id, met.key, '')),
  agent: '0.1.0',
  head,
  serial: 0,
  clock: TEN,
  ...over,
})

/** A connection that is proven and welcomed. */
export const comeIn = async (running: Running, device: Device, head: Head) => {
  const agent = connect(running.url)
  agent.send(helloOf(device, await meet(agent), head))
  return { agent, welcome: await agent.next('welcome') }
}
