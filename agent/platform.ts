import { PLATFORMS, type Platform } from '../policies/decide/words.ts'

const NAMES: Record<string, Platform> = { linux: 'linux', darwin: 'macos', win32: 'windows' }

/** Said where a system cannot do something, with the reason; `status` shows it, and it is no degradation. */
export type Unsupported = { readonly unsupported: string }

/** The one reading of `process.platform`. @throws Error on a system that we do not run on. */
export const platform: Platform = (() => {
  const name = NAMES[process.platform]
  if (name === undefined) throw new Error(`waymark runs on ${PLATFORMS.join(', ')}, not on ${process.platform}`)
  return name
})()
