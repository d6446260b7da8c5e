import { type ParseArgsConfig, parseArgs } from 'node:util'
import { readText, type Source } from '../rollout/catalog-files.ts'
import { BadSetting, readSettings, type Settings } from '../settings.ts'
import { CannotRun, type World } from './verb.ts'

/** Flags that every verb knows which needs the store. */
export const SETTINGS_FLAGS = {
  listen: { type: 'string' },
  'public-url': { type: 'string' },
  store: { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  config: { type: 'string' },
} as const

/** @throws CannotRun for a flag that is not known. */
export const flagsOf = <const O extends NonNullable<ParseArgsConfig['options']>>(world: World, options: O) => {
  try {
    return parseArgs({ args: [...world.args], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new CannotRun('cannot read the command line', (error as Error).message, 'see waymark-console --help')
  }
}

/** Where the settings file stands unless `--config` or `WAYMARK_CONFIG` says otherwise. It may be missing. */
const CONFIG = '/etc/waymark/console.yaml'

/** @throws CannotRun. */
export const settingsOf = async (
  { env }: World,
  flags: Partial<Record<keyof typeof SETTINGS_FLAGS, string>>,
): Promise<Settings> => {
  const named = flags.config ?? env.WAYMARK_CONFIG
  const file = await readFileOr(named ?? CONFIG, named === undefined)
  try {
    const { listen, store } = flags
    const tls = { tlsCert: flags['tls-cert'], tlsKey: flags['tls-key'] }
    return readSettings({ flags: { listen, store, publicUrl: flags['public-url'], ...tls }, env, file })
  } catch (error) {
    if (error instanceof BadSetting) throw new CannotRun('a setting does not hold', error.message, 'correct it', 1)
    throw error
  }
}

const readFileOr = async (file: string, mayMiss: boolean): Promise<Source | null> => {
  try {
    return await readText(file)
  } catch (error) {
    if (mayMiss && (error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw cannotRead(file, error)
  }
}

export const cannotRead = (file: string, error: unknown): CannotRun => {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new CannotRun('cannot read a file', file, 'there is none: check the path')
  return new CannotRun('cannot read a file', file, code ?? message)
}
