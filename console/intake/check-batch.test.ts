import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CHAIN_START } from '../../protocol/chain.ts'
import { checkBatch } from './check-batch.ts'
import { newChain } from './scratch.ts'

const own = `d-${'1'.repeat(32)}`
const other = `d-${'0'.repeat(32)}`
const of = (device: string) => [
  { kind: 'enrolled', device, console: 'c' },
  { kind: 'unenrolled', device, console: 'c', why: 'uninstalled' },
  { kind: 'key-renewed', device, key: 'A'.repeat(43) },
]

for (const [i, report] of of(other).entries())
  test(`F45: ${report.kind} speaks for the device of the connection, and for no other`, () => {
    const check = (said: object) => {
      const chain = newChain()
      const held = { epoch: chain.epoch, seq: 0, hash: CHAIN_START }
      return checkBatch(own, held, [chain.began, chain.add(said as never)])
    }
    assert.deepEqual(check(report), {
      ok: false,
      ending: ['not-authenticated', 'entry 2: it speaks for another device'],
    })
    assert.equal(check(of(own)[i] ?? report).ok, true)
  })
