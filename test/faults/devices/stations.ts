import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { openLedger } from '../../../agent/ledger/ledger.ts'
import { openConsoleTrust } from '../../../agent/uplink/console-trust.ts'
import { enroll } from '../../../agent/uplink/enroll.ts'
import { loadIdentity } from '../../../agent/uplink/identity.ts'
import { openPolicyIntake } from '../../../agent/uplink/policy-intake.ts'
import { openUplink } from '../../../agent/uplink/uplink.ts'
import type { UplinkState } from '../../../agent/uplink/uplink-state.ts'
import { createToken } from '../../../console/access/tokens.ts'
import { Device, Devices } from '../../../console/api/answers.ts'
import { startConsole } from '../../../console/main.ts'
import { CATALOG_DIR } from '../../../console/rollout/catalog-files.ts'

/** A console and workstations as they are, in one process; what the hardware says and the console's clock are made up. */

export const HOUR = 3_600_000

/** Waits for what has to come; the test's own limit ends it. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 10))
}

/** @param dist the folder of the built pages; null for none. */
export const openOffice = async (t: Pick<TestContext, 'after'>, { dist = null }: { dist?: string | null } = {}) => {
  const dir = await mkdtemp(path.join(tmpdir(), 'waymark-devices-'))
  const endings: (() => unknown)[] = [() => rm(dir, { recursive: true, force: true })]
  t.after(async () => {
    for (const end of endings.toReversed()) await end()
  })
  const clock = { ahead: 0 }
  const now = (): number => Date.now() + clock.ahead
  const running = await startConsole({
    settings: { host: '127.0.0.1', port: 0, publicUrl: null, store: path.join(dir, 'console'), tls: null },
    catalogDir: CATALOG_DIR,
    dist,
    version: '0',
    now,
    random: bytes => randomBytes(bytes),
    logger: false,
  })
  endings.push(() => running.stop('the test is over'))
  const bounds = { name: 'office', role: 'enroll' as const, ttl: HOUR, uses: null, tags: [] }
  const tokenFor = (over: { uses?: number | null; ttl?: number } = {}) =>
    createToken(running.rooms, { ...bounds, ...over }, 'test')
  const { token } = await tokenFor()
  const { token: operator } = await createToken(running.rooms, { ...bounds, ttl: 999 * HOUR, role: 'operator' }, 'test')
  const ask = async (method: 'GET' | 'POST', url: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${running.url}/api/v1${url}`, {
      method,
      headers: { authorization: `Bearer ${operator}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }

  /** A workstation in a folder of its own; with `like` a copy of another's disk. */
  const station = async (name: string, { like = null }: { like?: string | null } = {}) => {
    const stateDir = path.join(dir, name)
    if (like !== null) await cp(path.join(dir, like), stateDir, { recursive: true })
    const identity = await loadIdentity(stateDir)
    const ledger = openLedger({
      dir: path.join(stateDir, 'ledger'),
      now: Date.now,
      random: bytes => randomBytes(bytes),
    })
    endings.push(() => ledger.close())
    const states: UplinkState[] = []
    const conditions: string[] = []
    const enrol = (by: string = token) => enroll({ console: running.url, token: by, identity, stateDir, now: Date.now })
    const connect = async () => {
      const uplink = openUplink({
        console: running.url,
        identity,
        trust: await openConsoleTrust(stateDir, running.url, null),
        ledger,
        policies: await openPolicyIntake(stateDir, running.url),
        agent: '0.1.0',
        onPolicy: () => ({ use: () => {} }),
        onState: state => states.push(state),
        onCondition: (condition, is, detail) => conditions.push(`${condition} ${is} ${detail}`.trim()),
        now: Date.now,
        random: () => 0,
      })
      endings.push(uplink.stop)
      return uplink
    }
    const describe = (hardware: string | null): void => {
      ledger.record({
        kind: 'device-described',
        host: name,
        platform: 'linux',
        os: 'Debian GNU/Linux',
        osVersion: '12',
        arch: 'x64',
        model: null,
        cpu: null,
        cores: 2,
        memory: 4_096,
        agent: '0.1.0',
        tags: [],
        hardware,
      })
    }
    return {
      id: identity.device,
      stateDir,
      ledger,
      states,
      conditions,
      enrol,
      connect,
      describe,
      is: () => states.at(-1)?.is,
      /** As somebody sees it who looks at the console. */
      seen: async () => Device.parse(await ask('GET', `/devices/${identity.device}`)),
      sent: () => until(() => ledger.depth() === 0),
    }
  }
  return {
    running,
    clock,
    token,
    tokenFor,
    station,
    ask,
    listed: async (query = '') => Devices.parse(await ask('GET', `/devices${query}`)).items.map(({ id }) => id),
  }
}
export type Office = Awaited<ReturnType<typeof openOffice>>
