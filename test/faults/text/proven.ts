import { generateKeyPairSync, hash, randomBytes, sign } from 'node:crypto'
import { CHAIN_START } from '../../../protocol/chain.ts'
import { enrolmentText, helloText } from '../../../protocol/handshake.ts'
import { WIRE } from '../../../protocol/wire.ts'
import { openRawSocket, type RawSocket } from './raw-socket.ts'

export type Console = { readonly url: string; readonly apiToken: string }

/** A device that the console has enrolled, and that behaves until it is proven. */
export type Enrolled = {
  readonly id: string
  /** Of its ledger, which is empty until it sends what it was given. */
  readonly epoch: string
  /** A connection that is proven and welcomed. */
  readonly comeIn: () => Promise<RawSocket>
}

const asked = async (url: string, body: unknown, apiToken: string): Promise<Record<string, unknown>> => {
  const answer = await fetch(url, {
    method: body === null ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Record<string, unknown>
}

export const enrolled = async (
  { url, apiToken }: Console,
  epoch = randomBytes(16).toString('hex'),
): Promise<Enrolled> => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const own = String(publicKey.export({ format: 'jwk' }).x)
  const signed = (text: string): string => sign(null, Buffer.from(text), privateKey).toString('base64url')
  const { key } = await asked(`${url}/api/v1/console`, null, apiToken)
  const { token } = await asked(`${url}/api/v1/tokens`, { name: 'frames', role: 'enroll' }, apiToken)
  const secret = String(token).split('.')[0] ?? ''
  await asked(
    `${url}/api/v1/enroll`,
    {
      step: 'ask',
      token: secret,
      publicKey: own,
      formerly: [],
      signature: signed(enrolmentText(secret, own, String(key), '')),
    },
    apiToken,
  )
  const id = `d-${hash('sha256', Buffer.from(own, 'base64url')).slice(0, 32)}`
  return {
    id,
    epoch,
    comeIn: async () => {
      const socket = await openRawSocket(url)
      const nonce = randomBytes(32).toString('base64url')
      socket.text({ type: 'opening', wire: WIRE, nonce })
      const challenge = await socket.next()
      socket.text({
        type: 'hello',
        wire: WIRE,
        device: id,
        signature: signed(helloText(String(challenge.nonce), nonce, id, String(key), '')),
        agent: '0.1.0',
        head: { epoch, seq: 0, hash: CHAIN_START },
        serial: 0,
        clock: Date.now(),
      })
      const welcome = await socket.next()
      if (welcome.type !== 'welcome') throw new Error(`not welcome: ${JSON.stringify(welcome)}`)
      return socket
    },
  }
}
