import { consoleUrl } from './console-url.ts'
import { readEnrolled, writeEnrolled } from './enrolled.ts'
import type { Trust } from './trust.ts'

/** Which console this device believes, for as long as it is enrolled with it. */
export type ConsoleTrust = {
  now(): Trust
  /** It has proved itself and taken us in: from now on, no other. Durable once it resolves. */
  met(key: string): Promise<void>
}

/** @param listed the keys of the settings, null where there are none. */
export const openConsoleTrust = async (
  stateDir: string,
  setting: string,
  listed: readonly string[] | null,
): Promise<ConsoleTrust> => {
  const address = consoleUrl(setting)
  const console = address.ok ? address.url.href : setting
  const enrolled = await readEnrolled(stateDir)
  let known = enrolled?.console === console ? (enrolled.key ?? null) : null
  return {
    now: () => {
      if (listed !== null) return { is: 'listed', keys: listed }
      return known === null ? { is: 'first-use' } : { is: 'remembered', key: known }
    },
    met: async key => {
      if (key === known) return
      const before = await readEnrolled(stateDir)
      if (before?.console !== console) return
      await writeEnrolled(stateDir, { ...before, key })
      known = key
    },
  }
}
