import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conclude } from './conclude.ts'
import type { Conclusion, Evidence, IndicatorKind, Strength } from './words.ts'

const e = (kind: IndicatorKind, strength: Strength): Evidence => ({
  indicator: `tool/${kind}`,
  kind,
  strength,
  matched: 'x',
})
const detection = (rule: 'conclusive' | 'strong' | 'two-weak-kinds'): Conclusion => ({ is: 'detection', rule })

const cases: { why: string; given: Evidence[]; want: Conclusion }[] = [
  { why: 'nothing points to nothing', given: [], want: { is: 'nothing' } },
  { why: 'one conclusive suffices', given: [e('hash', 'conclusive')], want: detection('conclusive') },
  { why: 'one strong suffices', given: [e('package', 'strong')], want: detection('strong') },
  {
    why: 'the strongest clause is named',
    given: [e('content', 'weak'), e('package', 'strong'), e('hash', 'conclusive')],
    want: detection('conclusive'),
  },
  {
    why: 'two weak ones of different kinds suffice',
    given: [e('process', 'weak'), e('content', 'weak')],
    want: detection('two-weak-kinds'),
  },
  { why: 'a name alone is nothing', given: [e('process', 'weak')], want: { is: 'nothing' } },
  {
    why: 'two weak ones of one kind are nothing',
    given: [e('content', 'weak'), e('content', 'weak')],
    want: { is: 'nothing' },
  },
  {
    why: "a process name and a path's name are one kind",
    given: [e('process', 'weak'), e('path', 'weak')],
    want: { is: 'nothing' },
  },
  { why: 'a strong path is no name', given: [e('path', 'strong')], want: detection('strong') },
  { why: 'a configuration alone is a trace', given: [e('config', 'weak')], want: { is: 'trace' } },
  {
    why: 'a configuration with names is a trace',
    given: [e('config', 'weak'), e('process', 'weak'), e('path', 'weak')],
    want: { is: 'trace' },
  },
  {
    why: 'a configuration is never the second kind',
    given: [e('config', 'weak'), e('signer', 'weak')],
    want: { is: 'trace' },
  },
  {
    why: 'a configuration that claims to be strong is a trace still',
    given: [e('config', 'conclusive')],
    want: { is: 'trace' },
  },
  {
    why: 'a process name that claims to be strong is a name still',
    given: [e('process', 'strong')],
    want: { is: 'nothing' },
  },
  {
    why: 'a configuration takes nothing from a detection',
    given: [e('config', 'weak'), e('extension', 'strong')],
    want: detection('strong'),
  },
]
for (const { why, given, want } of cases)
  test(why, () => {
    assert.deepEqual(conclude(given), want)
    assert.deepEqual(conclude(given.toReversed()), want)
  })
