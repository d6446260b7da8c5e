import { newSignInLink } from './access/sign-in.ts'
import { createToken, revokeToken } from './access/tokens.ts'
import type { Rooms } from './api/routes.ts'
import { EXAMPLE_POLICY, readText } from './rollout/catalog-files.ts'
import { publish } from './rollout/publish.ts'
import type { Key } from './store/page.ts'

/** What `npm start` reads, one line of JSON. The secrets are told this once. */
export type QuickStart = {
  readonly url: string
  readonly signIn: string
  readonly apiToken: string
  readonly enrollToken: string
}

const WEEK = 7 * 86_400_000
const WHO = 'quick start'

/**
 * Everything that a first look needs: a policy where there is none yet, a way in, and tokens for API and agents.
 * @param start names the `npm start` that asks, which may ask again when its console has died: the tokens of all earlier
 * ones are revoked. Null: none is.
 */
export const quickStart = async (rooms: Rooms, url: string, start: string | null = null): Promise<QuickStart> => {
  if ((await rooms.store.lastSerial()) === 0) {
    await publish(rooms, await readText(EXAMPLE_POLICY), WHO)
    rooms.published()
  }
  const name = start === null ? WHO : `${WHO} ${start}`
  if (start !== null) await revokeOthers(rooms, name)
  const bounds = { name, ttl: WEEK, tags: [], uses: null }
  const api = await createToken(rooms, { ...bounds, role: 'admin' }, WHO)
  const enroll = await createToken(rooms, { ...bounds, role: 'enroll' }, WHO)
  const link = await newSignInLink(rooms, { name: 'admin', role: 'admin' })
  return { url, signIn: `${url}${link}`, apiToken: api.token, enrollToken: enroll.token }
}

const revokeOthers = async (rooms: Rooms, name: string): Promise<void> => {
  const old: string[] = []
  let after: Key | null = null
  do {
    const page: Awaited<ReturnType<Rooms['store']['tokens']>> = await rooms.store.tokens({ after, limit: 1_000 })
    for (const token of page.items) if (token.createdBy === WHO && token.name !== name) old.push(token.id)
    after = page.next
  } while (after !== null)
  for (const id of old) await revokeToken(rooms, id, WHO)
}
