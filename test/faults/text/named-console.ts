import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { newSignInLink } from '../../../console/access/sign-in.ts'
import { createToken } from '../../../console/access/tokens.ts'
import { startConsole } from '../../../console/main.ts'
import { CATALOG_DIR } from '../../../console/rollout/catalog-files.ts'
import { began, chained, deviceId, epochId, seen, sha256 } from '../../../console/store/sample.ts'
import { HOSTILE_NAMES } from './hostile-names.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

export type NamedConsole = {
  readonly url: string
  /** Of an admin. */
  readonly apiToken: string
  readonly signIn: () => Promise<string>
  /** Each name, and the device and the detection that bear it wherever a name may stand. */
  readonly all: readonly { why: string; shown: string; device: string; detection: string }[]
}

/** A whole console, with one device for each hostile name. What agents send passed the door, so it holds what is shown. */
export const startNamedConsole = async (t: TestContext, dist: string | null): Promise<NamedConsole> => {
  const store = await mkdtemp(join(tmpdir(), 'waymark-names-'))
  const running = await startConsole({
    settings: { host: '127.0.0.1', port: 0, publicUrl: null, store, tls: null },
    catalogDir: CATALOG_DIR,
    dist,
    version: '0.1.0',
    now: Date.now,
    random: bytes => randomBytes(bytes),
    logger: false,
  })
  t.after(async () => {
    await running.stop('the test is over')
    await rm(store, { recursive: true, force: true })
  })
  const { rooms } = running
  const draft = { name: 'names', ttl: DAY, uses: null, tags: [] }
  const enroll = await createToken(rooms, { ...draft, role: 'enroll' }, 'test')
  const { token: apiToken } = await createToken(rooms, { ...draft, role: 'admin' }, 'test')
  const now = Date.now()
  const hour = now - (now % HOUR)
  const all: { why: string; shown: string; device: string; detection: string }[] = []
  for (const [n, { why, shown }] of HOSTILE_NAMES.entries()) {
    const device = deviceId(n + 1)
    const audited = { at: now, who: 'names', action: 'device-enrolled', subject: device } as const
    const tokenHash = sha256(enroll.token.split('.')[0] ?? '')
    await rooms.store.enrol({ id: device, publicKey: `key-${n}`, enrolledAt: now, tokenHash }, audited)
    const report = seen(n + 1, {
      tool: 'unknown-assistant',
      product: 'unknown-assistant',
      name: shown,
      version: shown,
      verdict: 'unreviewed',
      rule: null,
      account: shown,
      path: shown,
      inside: shown,
      origin: { publisher: shown, package: shown },
      evidence: [{ indicator: 'unknown-assistant/npm', kind: 'package', strength: 'strong', matched: shown }],
      firstSeen: hour,
      lastSeen: hour,
    })
    const server = { configOf: 'claude-code', name: shown.slice(0, 128), transport: 'stdio', target: null } as const
    const entries = chained(
      epochId(n + 1),
      [
        began,
        {
          kind: 'device-described',
          host: shown,
          platform: 'linux',
          os: shown,
          osVersion: shown,
          arch: shown,
          model: shown,
          cpu: shown,
          cores: 2,
          memory: 2_048,
          agent: shown,
          tags: [],
        },
        report,
        { kind: 'condition-changed', condition: 'sensor-failed', state: 'raised', detail: shown },
        {
          kind: 'mcp-servers-changed',
          account: shown,
          servers: [server],
          instructionFiles: [shown],
          more: 0,
        },
      ],
      { at: hour },
    )
    await rooms.store.appendEntries(device, entries, now)
    const detection = report.kind === 'detection-seen' ? report.detection.id : ''
    all.push({ why, shown, device, detection })
  }
  return {
    url: running.url,
    apiToken,
    signIn: async () => `${running.url}${await newSignInLink(rooms, { name: 'mira', role: 'admin' })}`,
    all,
  }
}
