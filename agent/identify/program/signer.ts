import { isVouchedFor } from './authorities.ts'
import type { Signed } from './cms.ts'
import type { Layout } from './layout.ts'
import { machoSignatureOf } from './macho-signature.ts'
import { peSignatureOf } from './pe-signature.ts'
import type { Source } from './source.ts'

/** A signature as it was read. `whole`: the certificate's key signed all of this very program. */
export type Signature = Signed & {
  readonly whole: boolean
  readonly team: string | null
  readonly identifier: string | null
}

/**
 * Who signed a program, proven: all of it is what they signed, and an authority that we believe vouches for their name.
 * `team`: Apple's id of them. `identifier`: what they call the program; Apple makes sure of neither that nor of its
 * being the only one, but nobody else can sign under the same team.
 */
export type Signer = { readonly name: string; readonly team: string | null; readonly identifier: string | null }

/** A signature that is not whole, or that nobody vouches for, is a claim that anybody can make: it is no signer. */
export const provenSigner = (signature: Signature | null, vouched = isVouchedFor): Signer | null => {
  if (signature === null || !signature.whole) return null
  const { certificate } = signature.signer
  const name = certificate.organization ?? certificate.commonName
  // Apple writes the team into the certificate too; the code's own word for it has to be the same.
  const sameTeam = signature.team === null || signature.team === certificate.unit
  if (name === null || !sameTeam || !vouched(certificate, signature.certificates)) return null
  return { name, team: signature.team, identifier: signature.identifier }
}

/** @param file whole: a fat Mach-O is signed once for each of its programs. */
export const signerOf = async (file: Source, format: Layout['format']): Promise<Signer | null> => {
  if (format === 'pe') return provenSigner(await peSignatureOf(file))
  if (format === 'macho') return provenSigner(await machoSignatureOf(file))
  return null
}
