import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromFiles } from './file-layer.ts'
import { SettingsFault } from './layer.ts'
import { readSettings, type SettingsSources, settingsDir } from './settings.ts'
import type { NamedText } from './yaml-files.ts'

type Given = Partial<Omit<SettingsSources, 'files'>> & { readonly files?: readonly NamedText[] }
const read = ({ files = [], ...given }: Given) => {
  const answer = fromFiles(files)
  if ('fault' in answer) throw new SettingsFault(answer.fault)
  return readSettings({ platform: 'linux', env: {}, delimiter: ':', ...given, files: answer.said })
}

test('without a word from anybody, an agent is alone and looks everywhere', () => {
  const settings = read({})
  assert.equal(settings.console, null)
  assert.equal(settings.stateDir, '/var/lib/waymark/agent')
  assert.equal(settings.trust.ca, null)
  assert.equal(settings.sensors.homes, null)
  assert.equal(settings.sensors.tripwire, false)
  assert.equal(settings.notices.accounts, null)
  assert.deepEqual(settings.origin.stateDir, { layer: 'built-in', from: 'built-in' })
})

test('a later layer wins, and each value remembers who said it', () => {
  const files = [
    { name: '20-site.yaml', text: 'console: https://b.example\ntags: [sales]\n' },
    { name: '10-base.yaml', text: 'console: https://a.example\ntags: [engineering, berlin]\nstateDir: /srv/waymark\n' },
  ]
  const settings = read({
    files,
    env: { WAYMARK_STATE_DIR: '/var/tmp/env', WAYMARK_CONSOLE: 'https://c.example' },
    flags: { stateDir: '/var/tmp/flag' },
  })
  assert.deepEqual(settings.tags, ['sales'])
  assert.equal(settings.console, 'https://c.example')
  assert.equal(settings.stateDir, '/var/tmp/flag')
  assert.deepEqual(settings.origin.tags, { layer: 'file', from: '20-site.yaml' })
  assert.deepEqual(settings.origin.console, { layer: 'environment', from: 'WAYMARK_CONSOLE' })
  assert.deepEqual(settings.origin.stateDir, { layer: 'flag', from: '--state-dir' })
})

test('lists come from the environment as the system writes lists', () => {
  const env = {
    WAYMARK_SENSORS_HOMES: '/home/lin:/home/wei',
    WAYMARK_NOTICES_ACCOUNTS: 'lin, wei',
    WAYMARK_ENROLL_TOKEN: 't-1',
  }
  const settings = read({ env })
  assert.deepEqual(settings.sensors.homes, ['/home/lin', '/home/wei'])
  assert.deepEqual(settings.notices.accounts, ['lin', 'wei'])
  assert.equal(settings.enrollToken, 't-1')
  assert.deepEqual(read({ env: { WAYMARK_SENSORS_HOMES: 'C:\\Users\\lin;D:\\wei' }, delimiter: ';' }).sensors.homes, [
    'C:\\Users\\lin',
    'D:\\wei',
  ])
})

test('who vouches for the console is one file, by its whole path', () => {
  const files = [{ name: 'a.yaml', text: 'trust: { ca: /etc/waymark/ca.pem }' }]
  assert.equal(read({ files }).trust.ca, '/etc/waymark/ca.pem')
  assert.equal(read({ files, env: { WAYMARK_TRUST_CA: '/tmp/ca.pem' } }).trust.ca, '/tmp/ca.pem')
  assert.throws(() => read({ env: { WAYMARK_TRUST_CA: 'ca.pem' } }), /WAYMARK_TRUST_CA: trust\.ca: an absolute path/)
})

test('trust.keys: a list, in one text parted by commas; an empty one trusts nobody and is refused', () => {
  const [a, b] = ['A'.repeat(43), `${'B'.repeat(42)}A`]
  const files = [{ name: 'a.yaml', text: `trust:\n  keys: [${a}, ${b}]\n` }]
  assert.deepEqual(read({ files }).trust.keys, [a, b])
  assert.deepEqual(read({ env: { WAYMARK_TRUST_KEYS: `${b}, ${a}` } }).trust.keys, [b, a])
  assert.equal(read({}).trust.keys, null)
  assert.throws(() => read({ files: [{ name: 'a.yaml', text: 'trust: { keys: [] }' }] }), /a\.yaml.*trust\.keys/s)
  for (const text of ['short', `${a},short`])
    assert.throws(() => read({ env: { WAYMARK_TRUST_KEYS: text } }), /WAYMARK_TRUST_KEYS: trust\.keys/)
})

test('a tripwire is laid out where somebody said so, in words that are a yes or a no', () => {
  const on = [{ name: 'a.yaml', text: 'sensors: { tripwire: true }' }]
  assert.equal(read({ files: on }).sensors.tripwire, true)
  assert.equal(read({ env: { WAYMARK_SENSORS_TRIPWIRE: 'true' } }).sensors.tripwire, true)
  assert.equal(read({ files: on, env: { WAYMARK_SENSORS_TRIPWIRE: 'false' } }).sensors.tripwire, false)
  assert.throws(
    () => read({ env: { WAYMARK_SENSORS_TRIPWIRE: 'maybe' } }),
    /WAYMARK_SENSORS_TRIPWIRE: sensors.tripwire/,
  )
})

test('WAYMARK_HOME moves state and settings files, and no other variable of that kind disturbs', () => {
  const env = { WAYMARK_HOME: '/tmp/w', WAYMARK_PORT: '0' }
  assert.equal(read({ env }).stateDir, '/tmp/w/agent')
  assert.deepEqual(read({ env }).origin.stateDir, { layer: 'built-in', from: 'WAYMARK_HOME' })
  assert.equal(settingsDir('linux', env), '/tmp/w/agent.d')
  assert.equal(settingsDir('linux', {}), '/etc/waymark/agent.d')
})

test('a yes is a yes in a file and in a variable, and nothing else is one', () => {
  assert.equal(read({}).notices.narrated, false)
  assert.equal(read({ files: [{ name: 'a.yaml', text: 'notices: { narrated: true }' }] }).notices.narrated, true)
  assert.equal(read({ env: { WAYMARK_NOTICES_NARRATED: 'true' } }).notices.narrated, true)
  assert.throws(() => read({ env: { WAYMARK_NOTICES_NARRATED: 'yes' } }), { message: /NARRATED: notices\.narrated: / })
})

test('an empty file says nothing', () => {
  assert.equal(read({ files: [{ name: 'a.yaml', text: '# nothing yet\n' }] }).console, null)
})

const faults = [
  {
    why: 'a key that is not there',
    text: 'tags: [a]\nsensor:\n  homes: []\n',
    says: /^a\.yaml:2: sensor: no such key; there are .*sensors\.homes/,
  },
  {
    why: 'a key that is not there, further in',
    text: 'sensors:\n  home: [/a]\n',
    says: /^a\.yaml:2: sensors\.home: no such key/,
  },
  {
    why: 'a home that is no path',
    text: 'sensors:\n  homes: [lin]\n',
    says: /^a\.yaml:2: sensors\.homes\.0: an absolute path/,
  },
  {
    why: 'an address with a password',
    text: 'console: https://u:p@c.example\n',
    says: /^a\.yaml:1: console: .*without a name or password/,
  },
  { why: 'an address of another kind', text: 'console: file:///etc\n', says: /^a\.yaml:1: console: an http/ },
  { why: 'no YAML', text: 'tags: [a\nconsole: b\n', says: /^a\.yaml:\d: / },
  { why: 'a key said twice', text: 'tags: [a]\ntags: [b]\n', says: /^a\.yaml:\d: .*unique/ },
  {
    why: 'an alias, which could unfold into gigabytes',
    text: 'tags: &a [x]\nsensors: *a\n',
    says: /^a\.yaml: \*a: an alias/,
  },
  { why: 'a list at the top', text: '- console\n', says: /^a\.yaml:1: the file: / },
]
for (const { why, text, says } of faults) {
  test(`${why} is named`, () => {
    assert.throws(() => read({ files: [{ name: 'a.yaml', text }] }), { name: 'SettingsFault', message: says })
  })
}

test('a variable or a flag that does not fit is named as it was written', () => {
  assert.throws(() => read({ env: { WAYMARK_STATE_DIR: 'here' } }), {
    message: /^WAYMARK_STATE_DIR: stateDir: an absolute path/,
  })
  assert.throws(() => read({ flags: { 'sensors.homes': 'x' } }), {
    message: /^--sensors-homes: sensors\.homes\.0: an absolute/,
  })
})
