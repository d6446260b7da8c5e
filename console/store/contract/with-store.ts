import { START, sha256 } from '../sample.ts'
import type { Store } from '../store.ts'

export type Open = () => Promise<Store>

/** Runs a test on an empty store and closes it. */
export const withStore = (open: Open, run: (store: Store) => Promise<void>) => async (): Promise<void> => {
  const store = await open()
  try {
    await run(store)
  } finally {
    await store.close()
  }
}

export const ENROL = sha256('enrol-token')

/** Enrols devices against a token without bounds. */
export const enrolled = async (store: Store, ...ids: string[]): Promise<void> => {
  if ((await store.tokenByHash(ENROL, START)) === null)
    await store.addToken(
      {
        id: 'enrol',
        name: 'enrol',
        role: 'enroll',
        hash: ENROL,
        tags: ['lab'],
        createdAt: START,
        createdBy: 'test',
        expiresAt: START * 2,
        uses: null,
      },
      { at: START, who: 'test', action: 'token-created', subject: 'enrol' },
    )
  for (const id of ids)
    await store.enrol(
      { id, publicKey: `key of ${id}`, enrolledAt: START, tokenHash: ENROL },
      { at: START, who: 'enrol', action: 'device-enrolled', subject: id },
    )
}
