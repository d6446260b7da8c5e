import { newSignInLink } from './access/sign-in.ts'
import { createToken } from './access/tokens.ts'
import type { Rooms } from './api/routes.ts'
import { EXAMPLE_POLICY, readText } from './rollout/catalog-files.ts'
import { publish } from './rollout/publish.ts'

/** What `npm start` reads, one line of JSON. The secrets are told this once. */
export type QuickStart = {
  readonly url: string
  readonly signIn: string
  readonly apiToken: string
  readonly enrollToken: string
}

const WEEK = 7 * 86_400_000
const WHO = 'quick start'

/** Everything that a first look needs: a policy where there is none yet, a way in, and tokens for API and agents. */
export const quickStart = async (rooms: Rooms, url: string): Promise<QuickStart> => {
  if ((await rooms.store.lastSerial()) === 0) {
    await publish(rooms, await readText(EXAMPLE_POLICY), WHO)
    rooms.published()
  }
  const bounds = { ttl: WEEK, tags: [], uses: null }
  const api = await createToken(rooms, { ...bounds, name: WHO, role: 'admin' }, WHO)
  const enroll = await createToken(rooms, { ...bounds, name: WHO, role: 'enroll' }, WHO)
  const link = await newSignInLink(rooms, { name: 'admin', role: 'admin' })
  return { url, signIn: `${url}${link}`, apiToken: api.token, enrollToken: enroll.token }
}
