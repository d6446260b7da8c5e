import { test } from 'node:test'
import { holdsCuts, SIDES } from './power-cuts.ts'

for (const side of SIDES)
  test(`F04: 5,000 power cuts of the ${side.side}: nothing corrupt, nothing lost that was promised`, async t => {
    // Ten recordings, so that chance meets more than one order of writes.
    for (let i = 0; i < 10; i++) await holdsCuts(t, side, 40 + 10 * i, 500)
  })
