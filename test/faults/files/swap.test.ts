import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { platform } from '../../../agent/platform.ts'
import { layOut, ownMounts, type Place, race, WAYS } from './race.ts'
import { listing, NAIVE, READERS } from './readers.ts'

/** F50, the quick part: a few hundred reads of each kind. `swap.fault.ts` is the long one. */
const asRoot = { skip: platform === 'linux' && process.getuid?.() === 0 ? false : 'needs root on Linux' }
const READS = 300
const MOST = 20_000

let place: Place
before(async () => {
  if (asRoot.skip === false) place = await layOut()
})
after(() => place?.remove())

for (const way of WAYS)
  test(`F50: while somebody exchanges the ${way}, nothing foreign is read`, asRoot, async t => {
    if (way === 'mount' && !ownMounts()) return t.skip('accounts without rights have no mounts of their own here')
    await place.racing(way, async file => {
      const all = { own: 0, refused: 0 }
      for (const [name, read] of [...Object.entries(READERS), ['names', listing] as const]) {
        const { own, refused, leaked } = await race(file, read, READS, MOST)
        assert.equal(leaked, 0, `${name} read what is root's`)
        all.own += own
        all.refused += refused
      }
      t.diagnostic(JSON.stringify(all))
      assert.ok(all.own > 0 && all.refused > 0, 'it meant now this, now that')
    })
  })

for (const way of ['file', 'parent'] as const)
  test(`F50: the race is one: who looks at the ${way} first and then reads, reads what is root's`, asRoot, async t => {
    await place.racing(way, async file => {
      let leaked = 0
      for (let i = 0; i < 200 && leaked === 0; i++) leaked = (await race(file, NAIVE[way], READS, MOST)).leaked
      t.diagnostic(`leaked ${leaked}`)
      assert.ok(leaked > 0)
    })
  })
