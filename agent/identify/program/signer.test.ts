import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Authorities, isVouchedFor } from './authorities.ts'
import { type Identity, identity, vouched } from './der.fixture.ts'
import { machoSignatureOf } from './macho-signature.ts'
import { peSignatureOf } from './pe-signature.ts'
import { macho, pe, signPe } from './programs.fixture.ts'
import { provenSigner, signerOf } from './signer.ts'
import { sourceOfBytes } from './source.ts'

const { authority, signer } = vouched('Example, PBC')
const believed = (...who: readonly Identity[]): Authorities =>
  new Map(who.map(({ certificate }) => [certificate.x509.fingerprint256.replaceAll(':', '').toLowerCase(), 'a test']))
const proven = async (by: Identity, others: readonly Identity[], authorities: Authorities) => {
  const signature = await peSignatureOf(sourceOfBytes(signPe(pe({ '.text': Buffer.from('code') }), by, others)))
  assert.equal(signature?.whole, true)
  return provenSigner(signature, (leaf, among) => isVouchedFor(leaf, among, authorities))
}

test('a signer is proven by an authority that we believe, also through one between them', async () => {
  assert.deepEqual(await proven(signer, [authority], believed(authority)), {
    name: 'Example, PBC',
    team: null,
    identifier: null,
  })
  const between = identity({ organization: 'Between', ca: true, by: authority, serial: 3 })
  const leaf = identity({ organization: 'Example, PBC', by: between, serial: 4 })
  assert.equal((await proven(leaf, [authority, between], believed(authority)))?.name, 'Example, PBC')
})

test('nobody is proven by an authority of their own', async () => {
  assert.equal(await proven(signer, [authority], believed()), null)
  const namesake = identity({ organization: 'An Authority', ca: true })
  const theirs = identity({ organization: 'Example, PBC', by: namesake, serial: 7 })
  assert.equal(await proven(theirs, [namesake], believed(authority)), null)
  assert.equal(await proven(theirs, [authority], believed(authority)), null)
  assert.equal(await proven(identity({ organization: 'Example, PBC' }), [authority], believed(authority)), null)
})

test('whoever got a certificate for something else vouches for nobody, and signs no code', async () => {
  const customer = identity({ organization: 'A Customer', by: authority, serial: 5 })
  const forged = identity({ organization: 'Example, PBC', by: customer, serial: 6 })
  assert.equal(await proven(forged, [customer, authority], believed(authority)), null)
  const mail = identity({ organization: 'Example, PBC', by: authority, codeSigning: false, serial: 9 })
  assert.equal(await proven(mail, [authority], believed(authority)), null)
})

test('code that names another team than its certificate has no signer', async () => {
  const { authority: apple, signer: developer } = vouched('Example PBC', 'TEAM123456')
  const read = async (team: string) => {
    const program = macho(['__TEXT', '__text'], Buffer.from('code'), {
      signer: developer,
      others: [apple],
      team,
      identifier: 'tool',
    })
    const signature = await machoSignatureOf(sourceOfBytes(program))
    return provenSigner(signature, (leaf, among) => isVouchedFor(leaf, among, believed(apple)))
  }
  assert.deepEqual(await read('TEAM123456'), { name: 'Example PBC', team: 'TEAM123456', identifier: 'tool' })
  assert.equal(await read('OTHERTEAM1'), null)
})

test('a program that was changed has no signer, whoever signed it', async () => {
  const program = signPe(pe({ '.text': Buffer.from('code') }), signer, [authority])
  program.write('edoc', program.indexOf('code'), 'latin1')
  const signature = await peSignatureOf(sourceOfBytes(program))
  assert.equal(
    provenSigner(signature, () => true),
    null,
  )
  assert.equal(await signerOf(sourceOfBytes(program), 'pe'), null)
})
