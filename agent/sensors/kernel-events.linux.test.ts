import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { platform } from '../platform.ts'
import { homeOf } from './inventory.fixture.ts'
import { type KernelEvents, kernelEvents } from './kernel-events.ts'

const root = { skip: platform !== 'linux' || process.getuid?.() !== 0 ? 'needs root on Linux' : false }
const opened = async (): Promise<KernelEvents> => {
  const events = await kernelEvents.linux()
  assert.ok(!('unsupported' in events), JSON.stringify(events))
  return events
}
let kernel: KernelEvents
let home = ''
before(async () => {
  if (root.skip === false) kernel = await opened()
})
beforeEach(() => {
  home = realpathSync(mkdtempSync(path.join(tmpdir(), 'waymark-kernel-')))
  homes.push(home)
})
const homes: string[] = []
after(() => {
  if (root.skip === false) kernel.close()
  for (const each of homes) rmSync(each, { recursive: true, force: true })
})

const until = async (held: () => boolean, what: () => unknown): Promise<void> => {
  for (let i = 0; i < 200 && !held(); i++) await sleep(25)
  assert.ok(held(), JSON.stringify(what()))
}
/**
 * What is told of what `act` does, and of nothing before or after.
 * @param act is given a wait until something has been told.
 */
const toldOf = async (
  patterns: readonly string[],
  act: (told: (file: string) => Promise<void>) => unknown,
  seenFrom = home,
): Promise<Set<string>> => {
  const seen = new Set<string>()
  const told = (file: string): Promise<void> =>
    until(
      () => seen.has(file),
      () => [file, ...seen],
    )
  const stop = kernel.onFiles([...patterns, '~/begin', '~/end'], [homeOf(seenFrom)], file =>
    seen.add(path.relative(home, file)),
  )
  writeFileSync(path.join(home, 'begin'), '')
  await told('begin')
  seen.clear()
  await act(told)
  writeFileSync(path.join(home, 'end'), '')
  await told('end')
  stop()
  seen.delete('begin')
  seen.delete('end')
  return seen
}
const write = (file: string): void => {
  mkdirSync(path.dirname(path.join(home, file)), { recursive: true })
  writeFileSync(path.join(home, file), 'x')
}

test('files that patterns are about, however deep their folders are made, and no others', root, async () => {
  const patterns = ['~/.tool/deep/settings.json', '~/versions/*', '~/all/**', '~/lib/*/node_modules/@x/tool']
  const told = await toldOf(patterns, () => {
    for (const file of [
      '.tool/deep/settings.json',
      '.tool/other',
      'versions/1/x',
      'all/a/b',
      'elsewhere/settings.json',
    ])
      write(file)
    write('lib/v1/node_modules/@x/tool/package.json')
    write('lib/v1/node_modules/@x/other/package.json')
  })
  assert.deepEqual(
    told,
    new Set(['.tool/deep/settings.json', 'versions/1', 'all/a', 'all/a/b', 'lib/v1/node_modules/@x/tool']),
  )
})

test('a folder that is moved is told where it leads to a pattern, and is known by its new name', root, async () => {
  write('before/settings.json')
  const told = await toldOf(['~/.tool/settings.json', '~/before/other'], async told => {
    write('before/other')
    await told('before/other')
    renameSync(path.join(home, 'before'), path.join(home, '.tool'))
    write('.tool/settings.json')
    await told('.tool/settings.json')
    renameSync(path.join(home, '.tool'), path.join(home, 'after'))
    write('after/settings.json')
  })
  assert.deepEqual(told, new Set(['before/other', 'before', '.tool', '.tool/settings.json']))
})

test('what is removed, written anew and linked is told', root, async () => {
  write('.tool/a')
  write('.tool/b')
  write('full/c')
  const told = await toldOf(['~/.tool/a', '~/.tool/b', '~/linked/c'], () => {
    rmSync(path.join(home, '.tool/a'))
    write('.tool/b')
    symlinkSync('full', path.join(home, 'linked'))
  })
  assert.deepEqual(told, new Set(['.tool/a', '.tool/b', 'linked']))
})

test('a home and a folder that are reached through links are told by where they lie', root, async () => {
  const link = `${home}-link`
  homes.push(link)
  symlinkSync(home, link)
  write('real/x')
  symlinkSync('real', path.join(home, '.tool'))
  const told = await toldOf(
    ['~/.tool/settings.json', '~/.other'],
    () => {
      write('real/settings.json')
      write('.other')
    },
    link,
  )
  assert.deepEqual(told, new Set(['real/settings.json', '.other']))
})

test('names that are no text, and very long ones, are no trouble', root, async () => {
  const told = await toldOf(['~/all/**'], () => {
    mkdirSync(path.join(home, 'all'))
    writeFileSync(Buffer.concat([Buffer.from(`${home}/all/`), Buffer.from([0xff, 0x0a, 0xfe])]), '')
    write(`all/${'n'.repeat(255)}`)
  })
  assert.deepEqual(told, new Set(['all/�\n�', `all/${'n'.repeat(255)}`]))
})

test('who opens a folder is told, and nobody any more when it is let go', root, async () => {
  const folder = path.join(home, 'wire')
  mkdirSync(folder)
  const pids: number[] = []
  const stop = kernel.onOpened(folder, pid => pids.push(pid))
  const reader = spawn('ls', [folder], { stdio: 'ignore' })
  await until(
    () => reader.pid !== undefined && pids.includes(reader.pid),
    () => pids,
  )
  stop()
  const count = pids.length
  await toldOf([], () => execFileSync('ls', [folder]))
  assert.equal(pids.length, count)
  assert.throws(() => kernel.onOpened(path.join(home, 'absent'), () => {}), /cannot be watched/)
})

test('when events are lost it is counted, and every home is told', root, async () => {
  const { overflows } = kernel.counts()
  const changed: string[] = []
  let lost = 0
  const stops = [
    kernel.onFiles(['~/.tool'], [homeOf(home)], file => changed.push(file)),
    kernel.onLaunches({ launched: () => {}, exited: () => {}, lost: () => lost++ }),
  ]
  const many = "for (let i = 0; i < 20000; i++) fs.closeSync(fs.openSync(process.argv[1] + '/' + i, 'w'))"
  const folder = mkdtempSync('/dev/shm/waymark-kernel-')
  homes.push(folder)
  // While this runs, nothing is read: the kernel holds 16,384 events at most.
  spawnSync(process.execPath, ['-e', many, folder])
  await until(
    () => kernel.counts().overflows > overflows,
    () => kernel.counts(),
  )
  for (const stop of stops) stop()
  assert.ok(changed.includes(home) && changed.includes('/'))
  assert.ok(lost > 0)
})

test('a listener that throws is named, and the others are told all the same', root, async () => {
  const own = await opened()
  own.onFiles(['~/a'], [homeOf(home)], () => {
    throw new Error('it is tired')
  })
  write('a')
  await until(
    () => own.lacks().length > kernel.lacks().length,
    () => own.lacks(),
  )
  assert.match(own.lacks().at(-1)?.why ?? '', /it is tired/)
  own.close()
})

/** Opens the sensor in a process of its own, under other circumstances. @returns what the code told. */
const elsewhere = (command: readonly string[], code: string): unknown => {
  const module = path.join(import.meta.dirname, 'kernel-events.ts')
  const script = `const { kernelEvents } = await import(${JSON.stringify(module)})
    const events = await kernelEvents.linux()
    ${code}
    process.exit()`
  const [program = process.execPath, ...args] = [...command, process.execPath]
  const { stdout, stderr } = spawnSync(program, [...args, '--input-type=module', '-e', script, home], {
    encoding: 'utf8',
  })
  assert.match(stdout, /^\{|^\[/, stderr)
  return JSON.parse(stdout)
}
const TELL = 'console.log(JSON.stringify({ unsupported: events.unsupported, lacks: events.lacks?.() }))'

test('a filesystem that is mounted later is seen, can be unmounted, and is seen when it comes again', root, () => {
  const seen = elsewhere(
    ['unshare', '-m'],
    `const { execFileSync } = await import('node:child_process')
    const { setTimeout: sleep } = await import('node:timers/promises')
    const fs = await import('node:fs')
    const [, home] = process.argv
    const names = new Set()
    events.onFiles(['~/**'], [{ account: 'x', uid: 0, home }], file => names.add(file.slice(home.length)))
    for (const name of ['first', 'second']) {
      execFileSync('mount', ['-t', 'tmpfs', 'x', home])
      for (let i = 0; i < 100 && !names.has('/' + name); i++) {
        await sleep(50)
        fs.writeFileSync(home + '/' + name, name + i)
      }
      execFileSync('umount', [home])
    }
    console.log(JSON.stringify([...names]))`,
  )
  assert.deepEqual(seen, ['/first', '/second'])
})

test('without privileges it says what it would need', root, () => {
  assert.deepEqual(elsewhere(['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'], TELL), {
    unsupported: 'no launches and changes of files on /: marking them needs CAP_SYS_ADMIN',
  })
})

test('in a network namespace of its own it says what the connector would have told', root, () => {
  const told = elsewhere(['unshare', '--net'], TELL)
  assert.match(JSON.stringify(told), /from memory alone.*does not answer in this pid or network namespace/)
})

test('in a pid namespace of its own, where the connector never answers, it says so', root, () => {
  const told = elsewhere(['unshare', '--pid', '--fork', '--mount-proc', '--mount'], TELL)
  assert.match(JSON.stringify(told), /from memory alone.*does not answer in this pid or network namespace/)
})

test('without CAP_DAC_READ_SEARCH it says that paths cannot be told', root, () => {
  const told = elsewhere(['setpriv', '--bounding-set=-dac_read_search', '--inh-caps=-dac_read_search'], TELL)
  assert.match(JSON.stringify(told), /CAP_DAC_READ_SEARCH/)
})
