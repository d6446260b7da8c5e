import { test } from 'node:test'
import { holdsCuts, SIDES, STRACE_MISSING } from './power-cuts.ts'

for (const side of SIDES)
  test(
    `F04: 200 power cuts of the ${side.side}: nothing corrupt, nothing lost that was promised`,
    {
      skip: STRACE_MISSING,
    },
    t => holdsCuts(t, side, 40, 200),
  )
