import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Ledger, openLedger } from '../../agent/ledger/ledger.ts'
import { openConsoleTrust } from '../../agent/uplink/console-trust.ts'
import { enroll } from '../../agent/uplink/enroll.ts'
import { type Identity, loadIdentity } from '../../agent/uplink/identity.ts'
import { openPolicyIntake } from '../../agent/uplink/policy-intake.ts'
import { openUplink, type Uplink } from '../../agent/uplink/uplink.ts'
import { newSignInLink } from '../../console/access/sign-in.ts'
import { createToken } from '../../console/access/tokens.ts'
import { type RunningConsole, startConsole } from '../../console/main.ts'
import { CATALOG_DIR, EXAMPLE_POLICY } from '../../console/rollout/catalog-files.ts'
import { publish } from '../../console/rollout/publish.ts'
import { ensureBuilt } from '../../console/web/build.ts'
import type { Response } from '../../policies/decide/words.ts'
import type { DetectionReport } from '../../protocol/detection.ts'
import { describe, type Has, PEOPLE, type Person, TOOLS } from './fleet-data.ts'

/**
 * A real console, and for each person of the made-up company a real ledger and a real uplink over a real socket. Only
 * what the sensors saw is made up, and the clock is wound: weeks pass in seconds.
 */

const DAY = 86_400_000
const HOUR = 3_600_000
const hourOf = (at: number): number => at - (at % HOUR)

type Workstation = {
  readonly person: Person
  readonly identity: Identity
  readonly ledger: Ledger
  uplink: Uplink | null
}

export type Fleet = {
  readonly url: string
  /** A link that signs a browser in, once. */
  readonly signIn: () => Promise<string>
  /** Somebody starts a tool now. */
  readonly starts: (host: string, has: Has['tool'], version?: string) => Promise<{ device: string; id: string }>
  /** Every agent's line is cut, or the console goes away whole. */
  readonly stopConsole: () => Promise<void>
  readonly device: (host: string) => string
  readonly close: () => Promise<void>
}

const id = (device: string, account: string, tool: string, path: string): string =>
  createHash('sha256').update(`${device}\0${account}\0${tool}\0${path}`).digest('hex').slice(0, 16)

/** As the example policy has it: what each product is, and which rule says so. */
const judged = (product: string, days: number): Pick<DetectionReport, 'verdict' | 'response' | 'rule'> => {
  if (product === 'qoder') return { verdict: 'sanctioned', response: 'observe', rule: null }
  if (product === 'github-copilot') return { verdict: 'allowed', response: 'observe', rule: 'copilot-in-editors' }
  if (product !== 'claude-code') return { verdict: 'unreviewed', response: 'notify', rule: null }
  const response: Response = days >= 3 ? 'warn' : 'notify'
  return { verdict: 'banned', response, rule: 'claude-code' }
}

const detection = (
  device: string,
  { account }: Person,
  has: Has,
  now: number,
  policyFrom: number,
  version?: string,
): DetectionReport => {
  const { evidence, ...tool } = TOOLS[has.tool]
  const firstSeen = hourOf(now)
  const clock = Math.max(firstSeen, policyFrom)
  const { verdict, response, rule } = judged(tool.product, 0)
  return {
    ...tool,
    version: version ?? tool.version,
    evidence: has.trace ? evidence.filter(({ kind }) => kind === 'config') : [...evidence],
    id: id(device, account, tool.tool, `${tool.path}${version ?? ''}`),
    verdict,
    response: has.trace ? 'observe' : response,
    rule,
    exception: null,
    next: verdict === 'banned' && !has.trace ? { response: 'warn', at: clock + 3 * DAY } : null,
    state: has.trace ? 'trace' : has.running ? 'running' : 'present',
    account,
    firstSeen,
    lastSeen: firstSeen,
  }
}

export const startFleet = async ({ people = PEOPLE }: { people?: readonly Person[] } = {}): Promise<Fleet> => {
  const dir = await mkdtemp(join(tmpdir(), 'waymark-fleet-'))
  let behind = people.length === 0 ? 0 : 19 * DAY + 2 * HOUR
  const now = (): number => Date.now() - behind
  const random = (bytes: number): Uint8Array => randomBytes(bytes)
  const running: RunningConsole = await startConsole({
    settings: { host: '127.0.0.1', port: 0, publicUrl: null, store: join(dir, 'console'), tls: null },
    catalogDir: CATALOG_DIR,
    dist: await ensureBuilt(() => {}),
    version: '0.1.0',
    now,
    random,
    logger: false,
  })
  const { rooms, url } = running
  const today = Date.now() - (Date.now() % DAY)
  const policyFrom = today - 2 * DAY
  if (people.length > 0) {
    const text = (await readFile(EXAMPLE_POLICY, 'utf8')).replace(
      /from: \d{4}-\d{2}-\d{2}/,
      `from: ${new Date(policyFrom).toJSON().slice(0, 10)}`,
    )
    const draft = text.replace('unreviewed: notify', 'unreviewed: observe')
    await publish(rooms, { name: 'approved-assistants.yaml', text: draft }, 'mira')
    rooms.published()
    behind = 6 * DAY
    await publish(rooms, { name: 'approved-assistants.yaml', text }, 'jonas')
    rooms.published()
    behind = 19 * DAY + 2 * HOUR
  }
  const { token } = await createToken(
    rooms,
    { name: 'fleet', role: 'enroll', ttl: 30 * DAY, uses: null, tags: ['engineering'] },
    'mira',
  )

  const connect = async (one: Workstation, stateDir: string): Promise<void> => {
    const policies = await openPolicyIntake(stateDir, `${url}/`)
    one.uplink = openUplink({
      console: url,
      identity: one.identity,
      trust: await openConsoleTrust(stateDir, url, null),
      ledger: one.ledger,
      policies,
      agent: '0.1.0',
      onPolicy: ({ policy, serial, digest }) => ({
        use: () => void one.ledger.record({ kind: 'policy-applied', policy, serial, digest }),
      }),
      onState: () => {},
      onCondition: () => {},
      now,
      random: Math.random,
    })
  }

  const stations: Workstation[] = []
  for (const person of people) {
    const stateDir = await mkdtemp(join(dir, 'agent-'))
    const identity = await loadIdentity(stateDir)
    const ledger = openLedger({ dir: join(stateDir, 'ledger'), now, random })
    const enrolled = await enroll({ console: url, token, identity, stateDir, now })
    if (enrolled.is !== 'enrolled') throw new Error(`${person.host} did not enrol: ${enrolled.reason}`)
    const one: Workstation = { person, identity, ledger, uplink: null }
    ledger.record({ kind: 'enrolled', device: identity.device, console: url })
    ledger.record({ kind: 'device-described', ...describe(person) })
    await connect(one, stateDir)
    stations.push(one)
  }
  const settled = async (): Promise<void> => {
    for (const { ledger } of stations) for (let tries = 0; ledger.depth() > 0 && tries < 500; tries++) await pause(5)
  }
  await settled()

  const told = new Map<string, DetectionReport>()
  const days = people.length === 0 ? [] : Array.from({ length: 20 }, (_, index) => 19 - index)
  for (const day of days) {
    behind = day * DAY + (day === 0 ? 0 : 2 * HOUR)
    for (const { person, identity, ledger } of stations) {
      for (const has of person.has) {
        const key = `${person.host} ${has.tool}`
        const before = told.get(key)
        if (has.until === day && before !== undefined)
          ledger.record({ kind: 'detection-gone', detection: before.id, account: person.account })
        else if (has.from === day) {
          const { running, ...quiet } = has
          const report = detection(identity.device, person, day === 0 ? has : quiet, now(), policyFrom)
          told.set(key, report)
          ledger.record({ kind: 'detection-seen', detection: report, account: person.account })
          if (report.response !== 'observe')
            ledger.record({
              kind: 'notice-shown',
              detection: report.id,
              response: 'notify',
              via: 'desktop',
              language: person.account === 'lin' ? 'zh' : 'en',
              account: person.account,
            })
        } else if (day === 0 && has.running && before !== undefined) {
          const report = { ...before, state: 'running' as const, lastSeen: hourOf(now()) }
          ledger.record({ kind: 'detection-changed', detection: report, account: person.account })
        }
      }
      if (day === 1 && person.unwell)
        ledger.record({
          kind: 'condition-changed',
          condition: 'sensor-failed',
          state: 'raised',
          detail: 'The inventory of packages could not be read; processes are still seen.',
        })
    }
    await settled()
    if (day === 2) await stopSome(stations.filter(({ person }) => person.away))
  }
  behind = 0
  // An agent's own sign of life comes with its next ping; weeks have passed since, by this clock.
  for (const { uplink, identity } of stations) if (uplink !== null) await rooms.store.touched(identity.device, now())

  const find = (host: string): Workstation => {
    const found = stations.find(({ person }) => person.host === host)
    if (found === undefined) throw new Error(`nobody has ${host}`)
    return found
  }
  return {
    url,
    signIn: async () => `${url}${await newSignInLink(rooms, { name: 'mira', role: 'admin' })}`,
    starts: async (host, tool, version) => {
      const { person, identity, ledger } = find(host)
      const has = { tool, from: 0, running: true } as const
      const report = detection(identity.device, person, has, now(), policyFrom, version)
      ledger.record({ kind: 'detection-seen', detection: report, account: person.account })
      await settled()
      return { device: identity.device, id: report.id }
    },
    stopConsole: () => running.stop('the test asked'),
    device: host => find(host).identity.device,
    close: async () => {
      await stopSome(stations)
      for (const { ledger } of stations) ledger.close()
      await running.stop('the test is over')
      await rm(dir, { recursive: true, force: true })
    },
  }
}

const stopSome = async (stations: readonly Workstation[]): Promise<void> => {
  for (const one of stations) {
    await one.uplink?.stop()
    one.uplink = null
  }
}
