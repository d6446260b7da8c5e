import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises'
import { openLedger } from '../../agent/ledger/ledger.ts'
import { openConsoleTrust } from '../../agent/uplink/console-trust.ts'
import { consoleUrl } from '../../agent/uplink/console-url.ts'
import { enroll } from '../../agent/uplink/enroll.ts'
import { loadIdentity } from '../../agent/uplink/identity.ts'
import { openPolicyIntake } from '../../agent/uplink/policy-intake.ts'
import { openUplink } from '../../agent/uplink/uplink.ts'
import type { ListedEntry } from '../../protocol/entry.ts'

/**
 * The real ledger and the real uplink under load, as a process that can be killed:
 * `producer.ts STATE CONSOLE TOKEN PAUSE [MOST]`, an event each PAUSE ms up to number MOST. Its own logs in STATE are the oracle, and are written
 * before and after, not by, what they judge: `meant` before the ledger sees an event, `kept` once `record` has returned,
 * `acknowledged` before the ledger hears that the console has stored it. SIGTERM: produces no more, drains, writes
 * `ledger.json`, ends.
 */
const [stateDir = '', console = '', token = '', pause = '2', most = 'Infinity'] = process.argv.slice(2)
/** After SIGTERM, ms. */
const DRAINS_WITHIN = 120_000
const now = Date.now
const log = (name: string, n: number, seq = 0): void =>
  appendFileSync(path.join(stateDir, name), `${n} ${seq} ${now()}\n`)
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

const identity = await loadIdentity(stateDir)
const ledger = openLedger({
  dir: path.join(stateDir, 'ledger'),
  now,
  random: bytes => randomBytes(bytes),
  // Each event shall be an entry: more than a machine reports, so that there is load.
  pace: { burst: 1_000_000, perSecond: 1_000_000 },
})
const enrolment = await enroll({ console, token, identity, stateDir, now })
if (enrolment.is !== 'enrolled') throw new Error(`not enrolled: ${enrolment.reason}`)
const address = consoleUrl(console)
if (!address.ok) throw new Error(address.reason)
let forked = false
const uplink = openUplink({
  console,
  identity,
  trust: await openConsoleTrust(stateDir, console, null),
  ledger: {
    ...ledger,
    acknowledge: head => {
      log('acknowledged', head.seq)
      return ledger.acknowledge(head)
    },
  },
  policies: await openPolicyIntake(stateDir, address.url.href),
  agent: '0.0.0',
  onPolicy: () => ({ use: () => {} }),
  onState: state => say({ state: state.is, why: state.is === 'waiting' ? state.why.reason : '', at: now() }),
  onCondition: (condition, is, detail) => {
    // Then nothing is sent until a person has looked.
    if (condition === 'ledger-fork') forked = is === 'raised'
    say({ condition, is, detail })
  },
  now,
  random: Math.random,
})

let producing = true
process.on('SIGTERM', () => {
  producing = false
})
const meant = path.join(stateDir, 'meant')
let n = existsSync(meant) ? Number.parseInt(readFileSync(meant, 'utf8').trim().split('\n').at(-1) ?? '', 10) : 0
say({ device: identity.device, at: now() })
while (producing && n < Number(most)) {
  n++
  log('meant', n)
  const condition = `event-${n}`
  const entry = ledger.record({ kind: 'condition-changed', condition, state: 'raised', detail: `event ${n}` })
  log('kept', n, entry?.seq)
  if (n % 1_000 === 0) say({ kept: n })
  await (pause === '0' ? immediate() : sleep(Number(pause)))
}
say({ produced: n })
while (producing) await sleep(50)
for (let i = 0; i < DRAINS_WITHIN / 50 && ledger.depth() > 0 && !forked; i++) await sleep(50)
say({ drained: ledger.depth() === 0, at: now() })
await uplink.stop()

const entries: ListedEntry[] = []
for (;;) {
  const page = ledger.list({ all: true }, entries.at(-1)?.seq ?? 0).entries
  if (page.length === 0) break
  entries.push(...page)
}
writeFileSync(
  path.join(stateDir, 'ledger.json'),
  JSON.stringify({ depth: ledger.depth(), faults: ledger.verify(), entries }),
)
ledger.close()
