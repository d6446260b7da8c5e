import assert from 'node:assert/strict'
import test from 'node:test'
import type { Rule } from '../../../policies/language/policy.ts'
import { blockWords, clockWords, otherwiseWords, ruleTitle, stageWords, whomWords } from './rule.ts'

const nameOf = (id: string): string => ({ 'claude-code': 'Claude Code', qoder: 'Qoder' })[id] ?? id
const rule: Rule = {
  id: 'claude-code',
  match: { tools: ['claude-code'] },
  verdict: 'banned',
  devices: { tags: ['engineering', 'research'], platforms: ['linux', 'macos'] },
  percent: 25,
  stages: [
    { response: 'notify', from: '2026-12-01' },
    { response: 'warn', after: '3d', remind: '1d', deferrals: 3 },
    { response: 'block', after: '14d' },
  ],
}

test('whom a rule concerns', () => {
  assert.equal(ruleTitle(rule, nameOf), 'Banned: Claude Code')
  assert.equal(
    whomWords(rule),
    'Devices tagged engineering or research, on Linux or macOS. 25 % of them get the response yet; the others are observed.',
  )
  assert.equal(whomWords({ ...rule, devices: { accounts: ['lin'] }, percent: 100 }), 'Every device, for lin only.')
})

test('what happens when', () => {
  assert.deepEqual(stageWords(rule), [
    { when: 'from 1 Dec 2026', what: 'a notice; work goes on', manner: null },
    {
      when: 'after 3 days',
      what: 'a warning with a date by which it has to end',
      manner: 'said again after 1 day at the earliest; can be put off 3 times, which moves no date',
    },
    { when: 'after 14 days', what: 'it no longer starts', manner: null },
  ])
  assert.equal(
    clockWords(rule),
    'Counted for each person and device from the day it is first seen, at the earliest from 1 Dec 2026.',
  )
})

test('a rule with a block says that nobody can block yet', () => {
  assert.equal(blockWords(rule), 'Until policies are signed by two people, a block stays a warning.')
  assert.equal(blockWords({ ...rule, stages: [{ response: 'warn' }] }), null)
})

test('a stage with neither date begins with the first sighting', () => {
  const [stage] = stageWords({ ...rule, stages: [{ response: 'notify' }] })
  assert.equal(stage?.when, 'when it is first seen')
  assert.equal(clockWords({ ...rule, stages: [{ response: 'notify' }] }), null)
})

test('what holds where no rule speaks', () => {
  const policy = { policy: 'p', sanctioned: 'qoder', unreviewed: 'observe', rules: [] } as const
  assert.deepEqual(otherwiseWords({ ...policy, rules: [] }, nameOf), [
    'Qoder is what the company offers instead; every notice names it.',
    'An assistant that no rule names is unreviewed: it is observed, and nobody is told.',
  ])
})
