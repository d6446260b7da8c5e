import type { ListedToken } from '../../api/answers.ts'
import { many } from './count.ts'

/** How much longer a token is good, and for what. @param now ms. */
export const tokenStanding = ({ expiresAt, uses }: Pick<ListedToken, 'expiresAt' | 'uses'>, now: number): string => {
  if (expiresAt <= now) return 'Too old'
  if (uses === 0) return 'Used up'
  return uses === null ? 'Good for any number of devices' : `Good for ${many(uses, 'more device')}`
}

/** The sentence above the page. */
export const settingsHeadline = (tokens: readonly ListedToken[], now: number): string => {
  const good = tokens.filter(({ role, expiresAt, uses }) => role === 'enroll' && expiresAt > now && uses !== 0)
  const people = tokens.filter(({ role, expiresAt }) => role !== 'enroll' && expiresAt > now)
  const enrol =
    good.length === 0 ? 'No token enrols devices now' : `${many(good.length, 'token')} can enrol devices now`
  return `${enrol}; ${many(people.length, 'program')} may use the API.`
}
