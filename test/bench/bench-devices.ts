import { generateKeyPairSync, hash } from 'node:crypto'
import type { Store } from '../../console/store/store.ts'

/** A device of a bench: a real key. `publicKey` and `secret` are raw Ed25519, base64url. */
export type BenchDevice = { readonly id: string; readonly publicKey: string; readonly secret: string }

export const makeDevices = (count: number): BenchDevice[] =>
  Array.from({ length: count }, () => {
    const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
    const publicKey = jwk.x ?? ''
    const id = `d-${hash('sha256', Buffer.from(publicKey, 'base64url')).slice(0, 32)}`
    return { id, publicKey, secret: jwk.d ?? '' }
  })

/** Enrols them as the API would, against one token. */
export const enrolAll = async (store: Store, devices: readonly BenchDevice[]): Promise<void> => {
  const at = Date.now()
  const tokenHash = hash('sha256', 'bench')
  const audited = { at, who: 'bench', action: 'token-created', subject: 'bench' } as const
  await store.addToken(
    {
      id: 'bench',
      name: 'bench',
      role: 'enroll',
      hash: tokenHash,
      tags: [],
      createdAt: at,
      createdBy: 'bench',
      expiresAt: at + 3_600_000,
      uses: null,
    },
    audited,
  )
  for (const { id, publicKey } of devices)
    await store.enrol(
      { id, publicKey, enrolledAt: at, tokenHash },
      { ...audited, action: 'device-enrolled', subject: id },
    )
}
