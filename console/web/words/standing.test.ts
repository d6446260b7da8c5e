import assert from 'node:assert/strict'
import test from 'node:test'
import { flagWords, gapWords, remark, stateMeans } from './standing.ts'

const EPOCH = 'ab'.repeat(16)
const gap = { epoch: EPOCH, first: 1_004, last: 1_009, why: 'file-damaged' as const, at: 0 }
const flag = { flag: 'key-in-two-places', evidence: 'connected-in-turns', other: null, since: 0 } as const
const twin = { flag: 'same-hardware', evidence: 'same-hardware', other: 'd-1', since: 0 } as const

test('what is missing of a ledger, from where to where', () => {
  assert.equal(
    gapWords(gap),
    'Entries 1,004 to 1,009 of epoch abababab, and whatever came after them: the file of its ledger was damaged.',
  )
  assert.equal(
    gapWords({ ...gap, last: null, why: 'file-missing' }),
    'What came after entry 1,003 of epoch abababab, if there was any: the file of its ledger went missing.',
  )
  assert.equal(
    gapWords({ ...gap, why: 'erased' }),
    'Entries 1,004 to 1,009 of epoch abababab: the device no longer holds their texts.',
  )
  assert.equal(
    gapWords({ ...gap, last: null, why: 'fork' }),
    'Entry 1,004 of epoch abababab: its ledger and ours differ from there on.',
  )
})

test('the list has the gravest remark, and none for a device that is well', () => {
  const well = { state: 'enrolled', flags: [], gaps: [] } as const
  const of = (over: object) => remark({ ...well, ...over } as never)
  assert.equal(of({}), null)
  assert.equal(of({ gaps: [gap] }), '1 gap in its ledger')
  assert.equal(of({ gaps: [gap, gap], flags: [twin] }), 'Another key on it')
  assert.equal(of({ flags: [twin, flag] }), 'Key in two places')
  assert.equal(of({ state: 'pending', flags: [flag] }), 'To approve')
})

test('every state but the usual one says what it means', () => {
  assert.equal(stateMeans('enrolled'), null)
  for (const state of ['pending', 'revoked', 'replaced', 'unenrolled'] as const)
    assert.match(stateMeans(state) ?? '', /\.$/)
  assert.match(flagWords(flag), /three times in ten minutes/)
})
