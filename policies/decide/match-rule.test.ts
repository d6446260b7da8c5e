import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rule } from '../language/policy.ts'
import { decide, type Given } from './plain-case.ts'
import type { Because } from './words.ts'

const rule = (id: string, verdict: Rule['verdict'], match: Rule['match'], more: Partial<Rule> = {}): Rule => ({
  id,
  verdict,
  match,
  ...more,
})
const hash = rule('hash', 'allowed', { hashes: ['a'.repeat(64)] })
const signer = rule('signer', 'banned', { signers: ['Alpha Inc.'] })
const tool = rule('tool', 'allowed', { tools: ['alpha-cli'] })
const product = rule('product', 'banned', { products: ['alpha'] })
const category = rule('category', 'allowed', { categories: ['cli'] })

const closeness: { why: string; rules: Rule[]; given?: Partial<Given>; want: [string, Because['rule']] }[] = [
  { why: 'a digest before a signer', rules: [signer, hash], want: ['allowed', 'hash'] },
  { why: 'a signer before a tool', rules: [tool, signer], want: ['banned', 'signer'] },
  { why: 'a tool before a product', rules: [product, tool], want: ['allowed', 'tool'] },
  { why: 'a product before a category', rules: [category, product], want: ['banned', 'product'] },
  { why: 'a category before nobody', rules: [category], want: ['allowed', 'category'] },
  { why: 'nobody', rules: [], want: ['unreviewed', null] },
  {
    why: 'without a digest no rule for digests',
    rules: [hash],
    given: { subject: { sha256: null } },
    want: ['unreviewed', null],
  },
  {
    why: 'lists of one rule are alternatives',
    rules: [rule('r', 'allowed', { tools: ['other'], products: ['alpha'] })],
    want: ['allowed', 'r'],
  },
  {
    why: 'a rule is as close as its closest list',
    rules: [product, rule('r', 'allowed', { tools: ['alpha-cli'], categories: ['cli'] })],
    want: ['allowed', 'r'],
  },
  {
    why: 'the first of equals',
    rules: [product, rule('later', 'allowed', { products: ['alpha'] })],
    want: ['banned', 'product'],
  },
  {
    why: 'a rule for other platforms is silent',
    rules: [rule('r', 'allowed', { tools: ['alpha-cli'] }, { devices: { platforms: ['macos'] } }), product],
    want: ['banned', 'product'],
  },
  {
    why: 'a rule for other tags is silent',
    rules: [{ ...tool, devices: { tags: ['sales'] } }, product],
    want: ['banned', 'product'],
  },
  {
    why: 'one tag of several suffices',
    rules: [{ ...tool, devices: { tags: ['sales', 'engineering'] } }, product],
    want: ['allowed', 'tool'],
  },
  {
    why: 'a rule for other accounts is silent',
    rules: [{ ...tool, devices: { accounts: ['kim'] } }, product],
    want: ['banned', 'product'],
  },
  {
    why: 'every list of devices has to hold',
    rules: [{ ...tool, devices: { tags: ['engineering'], accounts: ['kim'] } }, product],
    want: ['banned', 'product'],
  },
  {
    why: 'the sanctioned product before a category',
    rules: [rule('c', 'banned', { categories: ['cli'] })],
    given: { policy: { sanctioned: 'alpha' } },
    want: ['sanctioned', null],
  },
  {
    why: 'a sanctioned tool before its banned product',
    rules: [product],
    given: { policy: { sanctioned: 'alpha-cli' } },
    want: ['sanctioned', null],
  },
  {
    why: 'a banned tool before its sanctioned product',
    rules: [rule('t', 'banned', { tools: ['alpha-cli'] })],
    given: { policy: { sanctioned: 'alpha' } },
    want: ['banned', 't'],
  },
  {
    why: 'a tie with what is sanctioned is sanctioned',
    rules: [product],
    given: { policy: { sanctioned: 'alpha' } },
    want: ['sanctioned', null],
  },
]
for (const { why, rules, given, want } of closeness)
  test(`closest: ${why}`, () => {
    const { verdict, because } = decide({ now: 0, ...given, policy: { ...given?.policy, rules } })
    assert.deepEqual([verdict, because.rule], want)
  })
