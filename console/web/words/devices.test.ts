import assert from 'node:assert/strict'
import test from 'node:test'
import { devicesHeadline, policyStanding } from './devices.ts'

const counts = { banned: 0, unreviewed: 0, allowed: 0, sanctioned: 1 }
const row = (contact: 'connected' | 'away' | 'silent', banned = 0) => ({
  state: 'enrolled' as const,
  contact,
  counts: { ...counts, banned },
})

test('the fleet in a sentence', () => {
  const rows = [row('connected', 2), row('connected'), row('silent')]
  assert.equal(devicesHeadline(rows, {}, false), '3 devices: 2 connected and 1 silent; 1 with a banned assistant.')
  assert.equal(devicesHeadline([row('connected')], {}, false), 'One device, connected; it has no banned assistant.')
  assert.equal(
    devicesHeadline([row('away'), row('away')], {}, false),
    '2 devices: all away; none with a banned assistant.',
  )
  assert.equal(
    devicesHeadline([row('silent')], { contact: 'silent' }, false),
    '1 silent device, none with a banned assistant.',
  )
})

test('who waits to be approved is told of, and who is out is asked for by that word', () => {
  const waits = { ...row('connected'), state: 'pending' as const }
  assert.equal(
    devicesHeadline([row('away'), waits], {}, false),
    '2 devices: 1 connected and 1 away; none with a banned assistant. 1 waits to be approved.',
  )
  assert.equal(devicesHeadline([waits], { state: 'pending' }, false), '1 device to approve.')
  assert.equal(
    devicesHeadline([row('away'), row('away')], { state: 'revoked' }, true),
    'More than 2 devices whose enrolment was revoked.',
  )
})

test('a device that is behind says how far', () => {
  assert.equal(policyStanding({ policy: 'p', serial: 3 }, 3), 'Serial 3, in force')
  assert.equal(policyStanding({ policy: 'p', serial: 1 }, 3), 'Serial 1, 2 behind')
  assert.equal(policyStanding(null, 3), 'None yet')
})
