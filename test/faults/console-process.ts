import { randomBytes } from 'node:crypto'
import { createToken } from '../../console/access/tokens.ts'
import { startConsole } from '../../console/main.ts'

/**
 * A whole console without its pages, as a process that can be killed: `console-process.ts STORE PORT CATALOG`.
 * Prints one line of JSON when it is ready: where it listens, and a token to enrol and one to read with; then one each
 * time that other agents are connected than before.
 */
const [store = '', port = '0', catalogDir = ''] = process.argv.slice(2)
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)
const running = await startConsole({
  settings: { host: '127.0.0.1', port: Number(port), publicUrl: null, store, tls: null },
  catalogDir,
  dist: null,
  version: '0.0.0',
  now: Date.now,
  random: bytes => randomBytes(bytes),
  logger: false,
})
const draft = { name: 'faults', ttl: 3_600_000, uses: null, tags: [] }
const [enroll, api] = [
  await createToken(running.rooms, { ...draft, role: 'enroll' }, 'faults'),
  await createToken(running.rooms, { ...draft, role: 'admin' }, 'faults'),
]
process.on('SIGTERM', () => void running.stop('SIGTERM'))
say({ url: running.url, enrollToken: enroll.token, apiToken: api.token })

let before = ''
setInterval(() => {
  const connected = [...running.rooms.connected()].sort()
  if (connected.join() === before) return
  before = connected.join()
  say({ connected, at: Date.now() })
}, 100).unref()
