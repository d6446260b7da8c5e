import assert from 'node:assert/strict'
import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { describeHardware } from './hardware.ts'
import { nameOfModel, parseOsRelease, parseSystemVersion } from './hardware-parse.ts'

test('this machine is described by the real child', async () => {
  const hardware = await describeHardware()
  assert.deepEqual(hardware.notSeen, [])
  assert.equal(hardware.host, os.hostname())
  assert.equal(hardware.cores, os.cpus().length)
  assert.ok(hardware.memory > 100 && hardware.memory < 2 ** 26)
  assert.ok(hardware.os.length > 2 && hardware.cpu !== null)
})

test('nothing but these words is told, and no serial number', async () => {
  const { notSeen: _, ...told } = await describeHardware()
  assert.deepEqual(Object.keys(told).sort(), 'arch cores cpu host memory model os osVersion'.split(' '))
  assert.doesNotMatch(JSON.stringify(told), /[0-9a-f]{8}-[0-9a-f]{4}-|([0-9a-f]{2}:){5}/i)
})

test('a child that fails is named, and the runtime tells the rest', async () => {
  const hardware = await describeHardware(() => Promise.reject(new Error('took longer than 15000 ms')))
  assert.deepEqual(hardware.notSeen, [{ what: 'hardware', why: 'took longer than 15000 ms' }])
  assert.equal(hardware.model, null)
  assert.equal(hardware.cores, os.cpus().length)
})

test('an answer that is none is no hardware', async () => {
  for (const answer of [null, [], { model: 1 }, { model: { model: {} }, cpu: {} }])
    assert.equal((await describeHardware(async () => answer)).model, null)
})

const asRoot = { skip: process.getuid?.() === 0 ? false : 'needs root' }
test('the child gives up root for good, wherever it lies', asRoot, async () => {
  const house = path.resolve(import.meta.dirname, '../..')
  // mkdtemp makes a folder that only its owner may enter, as a home is.
  const dir = await mkdtemp(path.join(os.tmpdir(), 'waymark-hardware-'))
  try {
    await cp(path.join(house, 'agent'), path.join(dir, 'agent'), { recursive: true })
    await cp(path.join(house, 'policies'), path.join(dir, 'policies'), { recursive: true })
    await cp(path.join(house, 'package.json'), path.join(dir, 'package.json'))
    await cp(path.join(house, 'node_modules/systeminformation'), path.join(dir, 'node_modules/systeminformation'), {
      recursive: true,
    })
    const child = fork(path.join(dir, 'agent/sensors/hardware-child.ts'), [], {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin' },
    })
    child.send({})
    const [answer] = await once(child, 'message')
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
    child.kill('SIGKILL')
    assert.ok(answer.cpu)
    assert.match(status, /^Uid:\t65534\t65534\t65534\t65534$/m)
    assert.match(status, /^Gid:\t65534\t65534\t65534\t65534$/m)
    assert.match(status, /^Groups:\t ?$/m)
    assert.match(status, /^CapEff:\t0+$/m)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})

test('supplementary groups go with root', asRoot, () => {
  const module = JSON.stringify(path.join(import.meta.dirname, '..', 'drop-privileges.ts'))
  const script = `
    import { dropPrivileges } from ${module}
    process.setgroups([4, 24])
    dropPrivileges()
    let back = 'stays'
    try { process.setuid(0); back = 'root again' } catch {}
    console.log(process.getgroups().join(), back)`
  const answer = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  assert.equal(answer, '65534 stays\n')
})

test('os-release', () => {
  const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n'
  assert.deepEqual(parseOsRelease(debian), { os: 'Debian GNU/Linux', version: '12' })
  assert.deepEqual(parseOsRelease("NAME='Arch Linux'\nBUILD_ID=rolling\n"), { os: 'Arch Linux', version: 'rolling' })
  assert.equal(parseOsRelease('ID=x\n'), null)
})

test('SystemVersion.plist', () => {
  const plist = '<dict><key>ProductName</key>\n\t<string>macOS</string><key>ProductVersion</key><string>26.1</string>'
  assert.deepEqual(parseSystemVersion(plist), { os: 'macOS', version: '26.1' })
  assert.equal(parseSystemVersion('<dict/>'), null)
})

const models: [maker: string, model: string, name: string | null][] = [
  ['LENOVO', '20XW', 'LENOVO 20XW'],
  ['HP', 'HP EliteBook 840', 'HP EliteBook 840'],
  ['', 'Computer', null],
  ['To Be Filled By O.E.M.', 'Default string', null],
  ['QEMU', '', 'QEMU'],
  ['', 'Standard PC', 'Standard PC'],
]
for (const [maker, model, name] of models)
  test(`model: ${maker}, ${model}`, () => assert.equal(nameOfModel(maker, model), name))
