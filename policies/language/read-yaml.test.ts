import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readYaml, YAML_LIMITS } from './read-yaml.ts'

const read = (text: string) => readYaml({ name: 'f.yaml', text })
const value = (text: string): unknown => {
  const result = read(text)
  assert.ok(result.ok, JSON.stringify(result))
  return result.located.value
}
const faults = (text: string): string[] => {
  const result = read(text)
  assert.ok(!result.ok)
  return result.faults.map(({ place, code }) => `${place.line}:${place.column}+${place.length} ${code}`)
}

test('YAML 1.2: a date and a yes stay text', () => {
  assert.deepEqual(value('a: 2026-12-01\nb: yes\nc: 0o17\nd: ~\ne: 12\nf: true\ng: 5%'), {
    a: '2026-12-01',
    b: 'yes',
    c: 15,
    d: null,
    e: 12,
    f: true,
    g: '5%',
  })
})
test('an older version named in the text changes nothing', () => {
  assert.deepEqual(value('%YAML 1.1\n---\na: yes\nb: 2026-12-01'), { a: 'yes', b: '2026-12-01' })
})
test('an empty text is nothing', () => assert.equal(value(''), null))

const wrong: { why: string; text: string; want: string[] }[] = [
  { why: 'a bracket that is not closed', text: 'a: [1, 2\nb: 3\n', want: ['2:1+1 bad-yaml'] },
  { why: 'a tab as indentation', text: 'a:\n\tb: 1\n', want: ['2:1+1 bad-yaml'] },
  { why: 'an item that is out of line', text: 'a:\n  b: 1\n c: 2\n', want: ['3:1+1 bad-yaml'] },
  { why: 'two documents', text: 'a: 1\n---\nb: 2\n', want: ['2:1+3 bad-yaml'] },
  { why: 'a tag of its own', text: 'a: !run x\n', want: ['1:4+4 bad-yaml'] },
  { why: 'bytes', text: 'a: !!binary aGk=\n', want: ['1:13+4 bad-yaml'] },
  { why: 'a key given twice', text: 'a: 1\nb: 2\na: 3\n', want: ['3:1+1 duplicate-key'] },
  { why: 'a key given twice, deep down', text: 'a: { b: 1, c: [ { d: 1, d: 2 } ] }', want: ['1:25+1 duplicate-key'] },
  { why: 'a number as key', text: 'a:\n  1: x\n', want: ['2:3+1 bad-key'] },
  { why: 'a list as key', text: '? [a, b]\n: 1\n', want: ['1:3+6 bad-key'] },
  { why: 'the key that objects inherit by', text: '__proto__: { a: 1 }', want: ['1:1+9 bad-key'] },
  { why: 'an alias', text: 'a: &x 1\nb: *x\n', want: ['2:4+2 alias'] },
  { why: 'an alias of itself', text: 'a: &x [*x]\n', want: ['1:8+2 alias'] },
  { why: 'a merge of an alias', text: 'a: &x { b: 1 }\nc:\n  <<: *x\n', want: ['3:7+2 alias'] },
  { why: 'a whole text that is too long', text: `a: ${'x'.repeat(YAML_LIMITS.units)}`, want: ['1:1+1 too-large'] },
]
for (const { why, text, want } of wrong) test(`refused: ${why}`, () => assert.deepEqual(faults(text), want))

test('nesting ends where it is said to', () => {
  const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`
  assert.ok(read(nested(YAML_LIMITS.depth)).ok)
  assert.deepEqual(faults(nested(YAML_LIMITS.depth + 1)), [`1:${YAML_LIMITS.depth + 1}+2 too-deep`])
})

const hostile: Record<string, string> = {
  'brackets without end': '['.repeat(190_000),
  'lists without end': `${'- '.repeat(90_000)}x`,
  'keys of keys': '? '.repeat(90_000),
  'keys of keys, not quite too deep for the stack': `${'? '.repeat(400)}x`,
  'an alias bomb': Array.from(
    { length: 9 },
    (_, i) => `k${i}: &a${i} [${`*a${i - 1},`.repeat(i === 0 ? 0 : 9)}1]`,
  ).join('\n'),
  'the same key without end': 'k: 1\n'.repeat(30_000),
}
for (const [why, text] of Object.entries(hostile))
  test(`refused in short time: ${why}`, () => {
    const before = performance.now()
    const result = read(text)
    assert.ok(!result.ok)
    assert.ok(result.faults.length <= YAML_LIMITS.faults)
    assert.ok(performance.now() - before < 5_000)
  })
test('read in short time: many keys, many anchors', () => {
  const before = performance.now()
  assert.ok(read(Array.from({ length: 15_000 }, (_, i) => `k${i}: 1`).join('\n')).ok)
  assert.ok(read(Array.from({ length: 10_000 }, (_, i) => `k${i}: &a${i} 1`).join('\n')).ok)
  assert.ok(performance.now() - before < 5_000)
})

test('every key and value has its place', () => {
  const result = read('rules:\n  - id: one\n    match: { tools: [a, "b c"] }\nempty:\nlast: >-\n  two\n  lines\n')
  assert.ok(result.ok)
  const at = (path: PropertyKey[], on: 'key' | 'value'): string => {
    const { line, column, length } = result.located.placeOf(path, on)
    return `${line}:${column}+${length}`
  }
  assert.equal(at(['rules'], 'key'), '1:1+5')
  assert.equal(at(['rules', 0, 'id'], 'value'), '2:9+3')
  assert.equal(at(['rules', 0, 'match', 'tools', 1], 'value'), '3:25+5')
  assert.equal(at(['rules', 0, 'match', 'tools'], 'key'), '3:14+5')
  assert.equal(at(['empty'], 'key'), '4:1+5')
  assert.equal(at(['last'], 'value'), '5:7+2', 'what spans lines ends with its first')
  assert.equal(at(['rules', 0, 'match', 'products'], 'key'), '3:5+5', 'what is missing stands where it should be')
  assert.equal(at(['missing'], 'key'), '1:1+6')
})
