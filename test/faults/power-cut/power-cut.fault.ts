import { test } from 'node:test'
import { holdsCuts, SIDES } from './power-cuts.ts'

/** Recordings of different length, so that chance meets more than one order of writes. */
const RECORDINGS = 10

for (const side of SIDES)
  test(`F04: 5,000 power cuts of the ${side.side}: nothing corrupt, nothing lost that was promised`, async t => {
    for (let i = 0; i < RECORDINGS; i++)
      await t.test(`recording ${i + 1}`, part => holdsCuts(part, side, 40 + 10 * i, 5_000 / RECORDINGS))
  })
