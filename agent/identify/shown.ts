import { LIMITS } from '../../protocol/limits.ts'
import { visible } from '../../protocol/text.ts'
import type { Home } from '../sensors/observation.ts'

/** A path for people: below the account's own home it begins with `~/`, and nothing in it can deceive. */
export const shownPath = (path: string, account: string | null, homes: readonly Home[]): string => {
  const home = homes.find(each => each.account === account && path.startsWith(`${each.home}/`))
  return visible(home === undefined ? path : `~${path.slice(home.home.length)}`, LIMITS.path)
}

export const shownVersion = (name: string, version: string | null): string =>
  visible(version === null ? name : `${name} ${version}`, LIMITS.path)
