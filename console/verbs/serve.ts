import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { startConsole } from '../main.ts'
import { quickStart } from '../quick-start.ts'
import { CATALOG_DIR } from '../rollout/catalog-files.ts'
import { BadCertificate } from '../tls/certificate.ts'
import { ensureBuilt } from '../web/build.ts'
import { flagsOf, SETTINGS_FLAGS, settingsOf } from './flags.ts'
import { CannotRun, type Verb } from './verb.ts'

/** Runs the console until a signal asks it to stop. */
export const serve: Verb['run'] = async world => {
  const { values } = flagsOf(world, { ...SETTINGS_FLAGS, 'quick-start': { type: 'boolean', default: false } })
  const settings = await settingsOf(world, values)
  const asked = whoAsksToStop()
  const dist = await ensureBuilt(world.err)
  const { now, random } = world
  const running = await startConsole({
    settings,
    catalogDir: CATALOG_DIR,
    dist,
    version: await version(),
    now,
    random,
    logger: { level: 'info', stream: process.stderr },
  }).catch((error: unknown) => {
    throw cannotStart(error, `${settings.host}:${settings.port}`)
  })
  const { reloadTls } = running
  // Without a certificate the signal keeps its meaning: the terminal is gone.
  if (reloadTls !== null) process.on('SIGHUP', () => void reloadTls())
  const { WAYMARK_QUICK_START: start } = world.env
  if (values['quick-start']) world.out(JSON.stringify(await quickStart(running.rooms, running.url, start || null)))
  await running.stop(await asked)
  return 0
}

/** Asked for before anything starts, so that a signal during the start is not lost. */
const whoAsksToStop = (): Promise<string> =>
  new Promise(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal))
  })

const cannotStart = (error: unknown, address: string): CannotRun => {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return new CannotRun(
      'the address is in use',
      address,
      'stop the other program, or choose another with --listen (WAYMARK_PORT for npm start)',
    )
  if (error instanceof BadCertificate) return new CannotRun('the certificate cannot be used', message, 'mend it', 1)
  return new CannotRun('the console did not start', message, 'mend this and start it again')
}

const version = async (): Promise<string> => {
  const text = await readFile(path.join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
