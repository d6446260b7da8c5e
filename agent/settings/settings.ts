import { join } from 'node:path'
import type { Platform } from '../../policies/decide/words.ts'
import type { Unsupported } from '../platform.ts'
import type { Key, SettingsFile } from './keys.ts'
import { fromEnvironment, fromFlags, type Layer, type Said } from './layer.ts'

/** What the agent is set to, whichever layer said it. */
export type AgentSettings = {
  /** Address of the console; null runs alone. */
  readonly console: string | null
  readonly enrollToken: string | null
  readonly trust: {
    /** A PEM file of the only authorities that vouch for the console; null for those that the system trusts. */
    readonly ca: string | null
    /** The console's keys; null for the one that the device has met, or that its token is for. */
    readonly keys: readonly string[] | null
  }
  readonly stateDir: string
  readonly tags: readonly string[]
  readonly sensors: {
    /** Only these homes; null looks at every account's. */
    readonly homes: readonly string[] | null
    /** Whether the empty folders that assistants look into are laid out. */
    readonly tripwire: boolean
  }
  /** Notices are shown to these accounts alone; null to whom they concern. */
  readonly notices: {
    readonly accounts: readonly string[] | null
    /** A person reads what `run` prints, so a notice with no better place is shown there. */
    readonly narrated: boolean
  }
  /** For `status`: the layer that set each key, and its file, variable or flag. */
  readonly origin: Readonly<Partial<Record<Key, Origin>>>
}

export type Origin = { readonly layer: Layer; readonly from: string }

export type SettingsSources = {
  readonly platform: Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** The system's list delimiter, `path.delimiter`. */
  readonly delimiter: string
  /** Of `agent.d`, as `saidByFiles` read them, in any order: a later name wins. */
  readonly files: readonly Said[]
  readonly flags?: Partial<Record<Key, string>>
}

/** Managed preferences and registry policy, once something is installed that an MDM can address. */
export const managedSettings: Record<Platform, Said | Unsupported> = {
  linux: { unsupported: 'Linux has no managed preferences; use agent.d' },
  macos: { unsupported: 'managed preferences are read once the agent is installed as a package' },
  windows: { unsupported: 'registry policy is read once the agent is installed as a package' },
}

const STATE: Record<Platform, string> = {
  linux: '/var/lib/waymark/agent',
  macos: '/Library/Application Support/Waymark/agent',
  windows: 'C:\\ProgramData\\Waymark\\agent',
}
const ETC: Record<Platform, string> = {
  linux: '/etc/waymark/agent.d',
  macos: '/Library/Application Support/Waymark/agent.d',
  windows: 'C:\\ProgramData\\Waymark\\agent.d',
}

/** Where the settings files lie: below WAYMARK_HOME when that is set. */
export const settingsDir = (platform: Platform, env: SettingsSources['env']): string =>
  env.WAYMARK_HOME ? join(env.WAYMARK_HOME, 'agent.d') : ETC[platform]

/**
 * Five layers, one result: built-in < agent.d < managed < WAYMARK_* < flags. A key of a later layer replaces the
 * earlier one whole; lists are not joined.
 * @throws SettingsFault naming the file, variable or flag, the key and what would fit.
 */
export const readSettings = ({ platform, env, delimiter, files, flags = {} }: SettingsSources): AgentSettings => {
  const home = env.WAYMARK_HOME
  const builtIn: Said = {
    layer: 'built-in',
    from: home ? 'WAYMARK_HOME' : 'built-in',
    values: { stateDir: home ? join(home, 'agent') : STATE[platform] },
  }
  const managed = managedSettings[platform]
  const inOrder = [...files].sort((a, b) => (a.from < b.from ? -1 : 1))
  const said: Said[] = [
    builtIn,
    ...inOrder,
    ...('unsupported' in managed ? [] : [managed]),
    ...fromEnvironment(env, delimiter),
    ...fromFlags(flags, delimiter),
  ]
  const origin: Partial<Record<Key, Origin>> = {}
  const last = <T>(key: Key, get: (values: SettingsFile) => T | undefined): T | null => {
    const one = said.findLast(layer => get(layer.values) !== undefined)
    origin[key] = one === undefined ? { layer: 'built-in', from: 'built-in' } : { layer: one.layer, from: one.from }
    return (one && get(one.values)) ?? null
  }
  return {
    console: last('console', values => values.console),
    enrollToken: last('enrollToken', values => values.enrollToken),
    trust: {
      ca: last('trust.ca', values => values.trust?.ca),
      keys: last('trust.keys', values => values.trust?.keys),
    },
    stateDir: last('stateDir', values => values.stateDir) ?? STATE[platform],
    tags: last('tags', values => values.tags) ?? [],
    sensors: {
      homes: last('sensors.homes', values => values.sensors?.homes),
      tripwire: last('sensors.tripwire', values => values.sensors?.tripwire) ?? false,
    },
    notices: {
      accounts: last('notices.accounts', values => values.notices?.accounts),
      narrated: last('notices.narrated', values => values.notices?.narrated) ?? false,
    },
    origin,
  }
}
