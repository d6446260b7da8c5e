import { test } from 'node:test'
import { survivesFates } from './bad-line.ts'

test('F22: a line that is reset behind a frame, cut within one and late: nothing lost, nothing twice', async t => {
  await survivesFates(t, [
    { is: 'reset', direction: 'to the agent', behindFrame: 3 },
    { is: 'reset', direction: 'to the console', behindFrame: 4 },
    { is: 'cut', direction: 'to the console', after: 2_500 },
    { is: 'late', beforeFrame: 3, by: 1_000 },
  ])
})
