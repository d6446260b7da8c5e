import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogWith } from './catalog-with.ts'
import { readCatalog } from './read-catalog.ts'

const head = (tool: string): string =>
  `tool: ${tool}\nname: T\nproduct: ${tool}\ncategory: cli\nvendor: V\nabout: A\ndossier:\n${[
    'hosting',
    'prompts',
    'context',
    'place',
    'selfHosted',
  ]
    .map(question => `  ${question}: { answer: Not established., status: unknown }\n`)
    .join('')}indicators:\n`
const SOUND = '  - { id: npm, kind: package, strength: strong, ecosystem: npm, name: tool }\n'
const sound = (tool: string) => ({ name: `${tool}.yaml`, text: head(tool) + SOUND })
/** Faults of one entry whose indicators begin in line 14. */
const faults = (indicators: string): string[] =>
  readCatalog([{ name: 't.yaml', text: head('t') + indicators }]).faults.map(
    ({ place, code, message }) => `${place.line - 13}:${place.column} ${code}: ${message}`,
  )

test('one bad entry never hides the others', () => {
  const { catalog, faults } = readCatalog([
    sound('a'),
    { name: 'b.yaml', text: 'tool: [' },
    { name: 'c.yaml', text: 'tool: c' },
    { name: 'd.yaml', text: `${head('d')}  - { id: p, kind: process, strength: strong, name: d }\n` },
    sound('e'),
  ])
  assert.deepEqual([...catalog.keys()], ['a', 'e'])
  assert.deepEqual([...new Set(faults.map(fault => fault.place.file))], ['b.yaml', 'c.yaml', 'd.yaml'])
})
test('a tool is in the catalog once, the first time', () => {
  const second = { name: 'again.yaml', text: head('a').replace('name: T', 'name: Other') + SOUND }
  const { catalog, faults } = readCatalog([sound('a'), second])
  assert.equal(catalog.get('a')?.name, 'T')
  assert.deepEqual(
    faults.map(f => [f.code, f.place.file, f.place.line, f.place.column]),
    [['duplicate-tool', 'again.yaml', 1, 7]],
  )
})

const cases: { why: string; indicators: string; want: string[] }[] = [
  { why: 'a sound one', indicators: SOUND, want: [] },
  {
    why: 'a process is weak',
    indicators: '  - { id: p, kind: process, strength: strong, name: t }\n',
    want: ['1:39 too-strong: the name of a process proves nothing alone'],
  },
  {
    why: 'a configuration is weak',
    indicators: '  - { id: p, kind: config, strength: conclusive, path: ~/.t/settings }\n',
    want: ['1:38 too-strong: a configuration only shows that a tool was here'],
  },
  {
    why: 'a name in a shared folder is weak',
    indicators: '  - { id: p, kind: path, strength: strong, path: ~/.local/bin/t }\n',
    want: ['1:36 too-strong: a name in a folder that everybody shares proves nothing alone'],
  },
  {
    why: 'a folder of its own may be strong',
    indicators: '  - { id: p, kind: path, strength: strong, path: ~/.local/share/t/versions/* }\n',
    want: [],
  },
  {
    why: 'a text is ten characters, its parts joined',
    indicators: '  - { id: p, kind: content, strength: strong, atLeast: 1, texts: [[abcde, fghi], [abcde, fghij]] }\n',
    want: ['1:67 short-text: 9 characters joined, at least 10'],
  },
  {
    why: 'no more texts are asked for than there are different ones',
    indicators: '  - { id: p, kind: content, strength: strong, atLeast: 2, texts: [[abcde, fghij], [abcdef, ghij]] }\n',
    want: ['1:56 too-few-texts: 2 of 1 different texts'],
  },
  {
    why: 'a text stands in parts',
    indicators: '  - { id: p, kind: content, strength: strong, atLeast: 1, texts: [[abcdefghijk]] }\n',
    want: ['1:67 out-of-range: 1 in this list: at least 2'],
  },
  {
    why: 'groups that are combined are weak texts of the entry, and enough of them',
    indicators: [
      '  - { id: a, kind: content, strength: weak, atLeast: 1, texts: [[abcde, fghij]] }',
      '  - { id: b, kind: content, strength: strong, atLeast: 1, texts: [[abcde, fghij]] }',
      'combined: { atLeast: 2, all: [a, b, c], contributes: [], except: [] }\n',
    ].join('\n'),
    want: [
      '3:22 too-few-groups: 2 of 1 groups',
      '3:34 unknown-group: b is no weak content indicator of this entry',
      '3:37 unknown-group: c is no weak content indicator of this entry',
    ],
  },
  {
    why: 'an id is given once',
    indicators: SOUND + SOUND,
    want: ['2:11 duplicate-indicator: npm is given twice'],
  },
  {
    why: 'patterns keep to their grammar',
    indicators: [
      '  - { id: a, kind: process, strength: weak, name: t.exe }',
      '  - { id: b, kind: path, strength: weak, path: "**/t" }',
      '  - { id: c, kind: config, strength: weak, path: ~/* }',
      '  - { id: d, kind: package, strength: strong, ecosystem: npm, name: "*" }\n',
    ].join('\n'),
    want: [
      '1:51 bad-pattern: a bare name, without folder, `*` or `.exe`',
      '2:48 bad-pattern: a path begins with `~/`, `/` or a drive such as `C:/`',
      '3:50 bad-pattern: too broad: the first segment has to be a name',
      '4:69 bad-pattern: too broad: at least 5 characters before `*`',
    ],
  },
  {
    why: 'what a program does may prove it, and stands for its pid once, in the last segment',
    indicators: [
      '  - { id: a, kind: behavior, strength: strong, of: session-file, path: ~/.t/sessions/PID.json }',
      '  - { id: b, kind: behavior, strength: strong, of: socket, path: /tmp/*/t/run-PID.sock }',
      '  - { id: c, kind: behavior, strength: strong, of: session-file, path: ~/.t/sessions/session.json }',
      '  - { id: d, kind: behavior, strength: strong, of: session-file, path: ~/.t/PID/session.json }',
      '  - { id: e, kind: behavior, strength: strong, of: socket, path: /tmp/t/PID-PID.sock }',
      '  - { id: f, kind: behavior, strength: strong, of: session-file, path: .t/PID.json }',
      '  - { id: g, kind: behavior, strength: strong, of: session-file, path: ~/*/PID.json }',
      '  - { id: h, kind: behavior, strength: strong, of: session-file, path: ~/.t/*/PID.json }',
      '  - { id: i, kind: behavior, strength: strong, of: session-file, path: /var/t/PID.json }',
      '  - { id: j, kind: behavior, strength: strong, of: socket, path: ~/.t/PID.sock }\n',
    ].join('\n'),
    want: [
      '3:72 bad-pattern: `PID` stands once in the last segment, for the pid that it carries',
      '4:72 bad-pattern: `PID` stands once in the last segment, for the pid that it carries',
      '5:66 bad-pattern: `PID` stands once in the last segment, for the pid that it carries',
      '6:72 bad-pattern: a path begins with `~/`, `/` or a drive such as `C:/`',
      '7:72 bad-pattern: too broad: the first segment has to be a name',
      '8:72 bad-pattern: the folder of a session is written whole, from `~/`',
      '9:72 bad-pattern: the folder of a session is written whole, from `~/`',
      '10:66 bad-pattern: a socket lies where every account may listen, not in a home',
    ],
  },
  {
    why: 'a tripwire is weak: others open the folder too',
    indicators: [
      '  - { id: a, kind: behavior, strength: strong, of: tripwire, path: /etc/t/settings.d }',
      '  - { id: b, kind: behavior, strength: weak, of: tripwire, path: /etc/t/settings.d }',
      '  - { id: c, kind: behavior, strength: weak, of: tripwire, path: /etc/*/settings.d }',
      '  - { id: d, kind: behavior, strength: weak, of: tripwire, path: ~/.t }\n',
    ].join('\n'),
    want: [
      '1:40 too-strong: a search or a backup opens such a folder too',
      '3:66 bad-pattern: one folder of the system, written whole: it is made where it is not there',
      '4:66 bad-pattern: one folder of the system, written whole: it is made where it is not there',
    ],
  },
  {
    why: 'a digest is a digest',
    indicators: '  - { id: a, kind: hash, strength: conclusive, sha256: ABC }\n',
    want: ['1:56 wrong-form: not of the form that is expected here: ABC'],
  },
]
for (const { why, indicators, want } of cases) test(why, () => assert.deepEqual(faults(indicators), want))

test('an overlay replaces a tool whole and adds others', () => {
  const { catalog } = readCatalog([sound('a'), sound('b')])
  const other = readCatalog([
    { name: 'a', text: head('a').replace('name: T', 'name: Other') + SOUND },
    sound('c'),
  ]).catalog
  const merged = catalogWith(catalog, [...other.values()])
  assert.deepEqual(
    [...merged.values()].map(e => `${e.tool} ${e.name}`),
    ['a Other', 'b T', 'c T'],
  )
  assert.equal(catalog.get('a')?.name, 'T', 'what was given stays as it was')
  assert.equal(catalogWith(catalog, undefined), catalog)
})
