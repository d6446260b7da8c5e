import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Exception, Policy, Rule, Stage } from '../language/policy.ts'
import { evaluate } from './evaluate.ts'
import type { Circumstances, DeviceFacts, History, Subject } from './words.ts'
import { CATEGORIES, PLATFORMS, RESPONSES, VERDICTS } from './words.ts'

/** Small worlds, so that rules, subjects and exceptions meet often. */
const DAY = 86_400_000
const ORIGIN = Date.parse('2026-12-01T00:00:00Z')
const name = fc.constantFrom('a', 'b', 'c')
const instant = fc.integer({ min: -40, max: 60 }).map(days => ORIGIN + days * DAY + days)
const day = fc.integer({ min: -30, max: 50 }).map(days => new Date(ORIGIN + days * DAY).toISOString().slice(0, 10))
const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 2 })
const maybe = { requiredKeys: [] as [] }
const hash = fc.constantFrom('0'.repeat(64), '1'.repeat(64))
const DEVICES = ['d-0', 'd-1', 'd-2']

const stage: fc.Arbitrary<Stage> = fc.record(
  { response: fc.constantFrom(...RESPONSES), from: day, after: fc.constantFrom('1h', '3d', '14d') },
  { requiredKeys: ['response'] },
)
const rule: fc.Arbitrary<Rule> = fc.record(
  {
    id: name,
    match: fc.record(
      { tools: list(name), products: list(name), categories: list(fc.constantFrom(...CATEGORIES)), hashes: list(hash) },
      maybe,
    ),
    verdict: fc.constantFrom(...VERDICTS, 'banned' as const),
    devices: fc.record(
      { tags: list(name), platforms: list(fc.constantFrom(...PLATFORMS)), accounts: list(name) },
      maybe,
    ),
    percent: fc.integer({ min: 0, max: 100 }),
    stages: fc.array(stage, { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: ['id', 'match', 'verdict'] },
)
const exception: fc.Arbitrary<Exception> = fc.record(
  {
    id: name,
    rule: name,
    device: fc.constantFrom(...DEVICES),
    account: name,
    until: day,
    reason: fc.constant('r'),
    approvedBy: fc.constant('kim'),
  },
  { requiredKeys: ['id', 'rule', 'until', 'reason', 'approvedBy'] },
)
const policy: fc.Arbitrary<Policy> = fc.record(
  {
    policy: fc.constant('p'),
    sanctioned: fc.constantFrom('a', 'z'),
    unreviewed: fc.constantFrom('observe' as const, 'notify' as const),
    rules: fc.array(rule, { maxLength: 4 }),
    exceptions: fc.array(exception, { maxLength: 3 }),
  },
  { requiredKeys: ['policy', 'sanctioned', 'unreviewed', 'rules'] },
)
const subject: fc.Arbitrary<Subject> = fc.record({
  tool: name,
  product: name,
  category: fc.constantFrom(...CATEGORIES),
  account: fc.option(name),
  state: fc.constantFrom('running' as const, 'present' as const, 'trace' as const),
  sha256: fc.option(hash),
  signer: fc.constant(null),
})
const history: fc.Arbitrary<History> = fc.record({
  firstSeen: instant,
  noticesShown: fc.nat(9),
  lastNotice: fc.option(instant),
  deferralsUsed: fc.nat(9),
  deferredUntil: fc.option(instant),
  pausedFor: fc.integer({ min: 0, max: 30 }).map(days => days * DAY),
  disputedSince: fc.option(instant),
})
const device: fc.Arbitrary<DeviceFacts> = fc.record({
  id: fc.constantFrom(...DEVICES),
  platform: fc.constantFrom(...PLATFORMS),
  tags: fc.array(name, { maxLength: 2 }),
})
const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  lastFreshWord: fc.option(instant),
  mayBlock: fc.array(name, { maxLength: 3 }),
  tripped: fc.array(name, { maxLength: 1 }),
  safeMode: fc.boolean(),
  standDown: fc.boolean(),
})
const world = fc.tuple(policy, subject, history, device, circumstances, instant)
const RUNS = { numRuns: 4_000 }
const rank = (response: (typeof RESPONSES)[number]): number => RESPONSES.indexOf(response)

test('total: every world has an answer that holds together', () => {
  fc.assert(
    fc.property(world, args => {
      const now = args[5]
      const { verdict, response, next, exception } = evaluate(...args)
      assert.ok(verdict === 'banned' || (next === null && exception === null))
      assert.ok(verdict === 'banned' || rank(response) <= rank('notify'))
      if (next === null) return
      assert.ok(Number.isSafeInteger(next.at) && next.at > now, 'what comes next lies ahead')
      assert.notEqual(next.response, response)
    }),
    RUNS,
  )
})
test('it changes nothing that it is given, and says the same twice', () => {
  fc.assert(
    fc.property(world, args => {
      const before = JSON.stringify(args)
      assert.deepEqual(evaluate(...args), evaluate(...args))
      assert.equal(JSON.stringify(args), before)
    }),
    { numRuns: 500 },
  )
})
test('it never blocks without leave, in safe mode, in a stand-down, or a trace', () => {
  fc.assert(
    fc.property(world, args => {
      const [, subject, , , held] = args
      const { response, because } = evaluate(...args)
      if (response !== 'block') return
      assert.ok(because.rule !== null && held.mayBlock.includes(because.rule) && !held.tripped.includes(because.rule))
      assert.ok(!held.safeMode && !held.standDown && held.lastFreshWord !== null)
      assert.notEqual(subject.state, 'trace')
    }),
    RUNS,
  )
})
test('it never blocks before due: not before the first sighting, the day, and the wait', () => {
  fc.assert(
    fc.property(world, args => {
      const [policy, , history, , , now] = args
      const { response, because } = evaluate(...args)
      if (response !== 'block') return
      const speaking = policy.rules.filter(rule => rule.id === because.rule && rule.verdict === 'banned')
      const allowed = speaking.some(rule =>
        (rule.stages ?? []).some(stage => {
          const days = { '1h': 1 / 24, '3d': 3, '14d': 14 }[stage.after ?? ''] ?? 0
          return (
            stage.response === 'block' &&
            now >= history.firstSeen + days * DAY &&
            (stage.from === undefined || now >= Date.parse(stage.from))
          )
        }),
      )
      assert.ok(allowed)
    }),
    RUNS,
  )
})
test('an exception always wins', () => {
  fc.assert(
    fc.property(world, args => {
      const [policy, ...rest] = args
      const { verdict, because } = evaluate(...args)
      if (verdict !== 'banned' || because.rule === null) return
      const pardon: Exception = { id: 'x', rule: because.rule, until: '2028-01-01', reason: 'r', approvedBy: 'kim' }
      const decision = evaluate({ ...policy, exceptions: [...(policy.exceptions ?? []), pardon] }, ...rest)
      assert.deepEqual([decision.verdict, decision.response, decision.exception], ['banned', 'observe', 'x'])
    }),
    RUNS,
  )
})
test('circumstances can only lower', () => {
  fc.assert(
    fc.property(world, args => {
      const [policy, subject, history, device, , now] = args
      const free = { lastFreshWord: now, mayBlock: ['a', 'b', 'c'], tripped: [], safeMode: false, standDown: false }
      const most = evaluate(policy, subject, history, device, free, now)
      const held = evaluate(...args)
      assert.ok(rank(held.response) <= rank(most.response))
      assert.equal(held.verdict, most.verdict)
    }),
    RUNS,
  )
})
test('a dispute and a deferral never make it come sooner', () => {
  fc.assert(
    fc.property(world, args => {
      const [policy, subject, history, device, held, now] = args
      const calm = { ...history, pausedFor: 0, disputedSince: null, deferredUntil: null, deferralsUsed: 0 }
      const undisputed = evaluate(policy, subject, calm, device, held, now)
      const disputed = evaluate(...args)
      const sorted = policy.rules.every(rule =>
        (rule.stages ?? []).every(
          (s, i, all) => i === 0 || rank(s.response) >= rank(all[i - 1]?.response ?? 'observe'),
        ),
      )
      if (sorted) assert.ok(rank(disputed.response) <= rank(undisputed.response))
    }),
    RUNS,
  )
})
