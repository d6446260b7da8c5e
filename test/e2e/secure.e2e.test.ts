import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { start } from '../faults/victim.ts'

/** A console that others reach, with the certificate that it makes, and the daemon: both as they are typed. */

const ROOT = join(import.meta.dirname, '..', '..')
const [CONSOLE, AGENT] = [join(ROOT, 'console', 'cli.ts'), join(ROOT, 'agent', 'cli.ts')]
const Status = z.object({
  connected: z.boolean(),
  enrolled: z.object({ console: z.string() }).nullable(),
  conditions: z.array(z.object({ condition: z.string(), says: z.string() })),
})
const WITHIN = { timeout: 120_000 }

test(
  'the agent says what it lacks, and is enrolled once trust.ca holds the authority that the console made',
  WITHIN,
  async t => {
    const dir = await realpath(await mkdtemp(join(tmpdir(), 'waymark-secure-')))
    const home = join(dir, 'home')
    await mkdir(home)
    const ca = join(dir, 'ca.pem')
    const console = start(CONSOLE, ['serve', '--quick-start', '--listen', '0.0.0.0:0', '--store', join(dir, 'console')])
    const { url, enrollToken } = await console.line(line => 'enrollToken' in line)
    const port = new URL(String(url)).port
    assert.match(String(url), /^https:/)

    const env = {
      HOME: home,
      WAYMARK_HOME: join(dir, 'state'),
      WAYMARK_CONSOLE: `https://localhost:${port}`,
      WAYMARK_ENROLL_TOKEN: String(enrollToken),
      WAYMARK_TRUST_CA: ca,
      WAYMARK_SENSORS_HOMES: home,
      WAYMARK_NOTICES_ACCOUNTS: 'nobody-here',
    }
    const agent = start(AGENT, ['run', '--log', 'json'], { env })
    t.after(async () => {
      await agent.end('SIGTERM')
      await console.end('SIGTERM')
      await rm(dir, { recursive: true, force: true })
    })
    const refused = await agent.line(({ msg }) => msg === 'not-enrolled')
    assert.equal(
      refused.why,
      `trust.ca: ${ca}: cannot be read (ENOENT): put the authority there`,
      'nothing stands in for a file that is not there',
    )
    await writeFile(ca, '')
    const status = async () => {
      const { promise, resolve } = Promise.withResolvers<string>()
      execFile(process.execPath, [AGENT, 'status', '--json'], { env: { ...process.env, ...env } }, (_, out) =>
        resolve(out),
      )
      return Status.parse(JSON.parse(await promise))
    }
    assert.match((await status()).conditions[0]?.says ?? '', /^Not enrolled with a console: trust\.ca: /)

    const made = join(dir, 'console', 'tls', 'ca.pem')
    await copyFile(made, ca)
    // It tries again within seconds; the test's own limit ends this.
    while (!(await status()).connected) await sleep(250)
    const now = await status()
    assert.equal(now.enrolled?.console, `https://localhost:${port}/`)
    assert.ok(!now.conditions.some(({ condition }) => condition === 'not-enrolled'))
  },
)
