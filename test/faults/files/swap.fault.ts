import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { platform } from '../../../agent/platform.ts'
import { layOut, ownMounts, type Place, race, WAYS } from './race.ts'
import { listing, READERS } from './readers.ts'

/** F50, the long part: 400,000 reads while somebody exchanges what they mean. */
const asRoot = { skip: platform === 'linux' && process.getuid?.() === 0 ? false : 'needs root on Linux' }
/** The more of them, the less one costs. */
const READS: Readonly<Record<string, number>> = { 'in one go': 60_000, 'near ones in one go': 15_000 }
const OTHERS = 2_000
const MOST = 240_000

let place: Place
let reads = 0
before(async () => {
  if (asRoot.skip === false) place = await layOut()
})
after(() => place?.remove())

for (const way of WAYS)
  test(`F50: while somebody exchanges the ${way}, nothing foreign is read`, asRoot, async t => {
    if (way === 'mount' && !ownMounts()) return t.skip('accounts without rights have no mounts of their own here')
    await place.racing(way, async file => {
      for (const [name, read] of [...Object.entries(READERS), ['names', listing] as const]) {
        const raced = await race(file, read, READS[name] ?? OTHERS, MOST)
        t.diagnostic(`${name}: ${JSON.stringify(raced)}`)
        assert.equal(raced.leaked, 0, `${name} read what is root's`)
        reads += raced.own + raced.refused
      }
    })
  })

test('F50: there were 300,000 reads', asRoot, t => {
  t.diagnostic(`${reads} reads`)
  assert.ok(reads >= 300_000)
})
