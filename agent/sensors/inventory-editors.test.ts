import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type Disk, openDisk } from './disk.ts'
import { remoteOf } from './git-remote.ts'
import { fill, scratch, wanting, whereIs } from './inventory.fixture.ts'
import { inventoryChromium, inventoryFirefox } from './inventory-browsers.ts'
import { inventoryBuiltIn, inventoryVim, inventoryZed } from './inventory-editors.ts'
import type { ExtensionSeen, Wanted } from './observation.ts'
import type { Where } from './places.ts'

let dir = ''
before(async () => {
  dir = await scratch('editors')
})
after(() => rm(dir, { recursive: true, force: true }))

const look = async (
  part: (disk: Disk, where: Where) => Promise<ExtensionSeen[]>,
  home: string,
  wanted: Wanted,
  more: Partial<Where> = {},
) => {
  const disk = openDisk()
  const seen = await part(disk, whereIs(home, wanted, more))
  return {
    told: seen.map(({ extension, version, root }) => [extension, version, path.relative(home, root)]),
    missed: disk.notSeen().map(({ what, why }) => `${path.relative(home, what)}: ${why}`),
  }
}
const extensions = (...names: string[]): Wanted => wanting({ extensions: names })

test('Zed: an extension says itself that it is the one of its folder', async () => {
  const home = path.join(dir, 'zed')
  const at = '.local/share/zed/extensions/installed'
  await fill(home, {
    [`${at}/assistant/extension.toml`]: 'id = "assistant"\nname = "A"\nversion = "0.4.1"\n',
    [`${at}/other/extension.toml`]: 'id = "assistant"\n',
    [`${at}/liar/extension.toml`]: 'id = "something"\n',
    [`${at}/large/extension.toml`]: ' '.repeat(70_000),
  })
  assert.deepEqual(await look(inventoryZed, home, extensions('zed:assistant', 'zed:liar', 'zed:large')), {
    told: [['assistant', '0.4.1', `${at}/assistant`]],
    missed: [`${at}/large/extension.toml: is larger than 65536 bytes`],
  })
})

test('Vim and Neovim: by where a plugin was cloned from, else by its folder', async () => {
  const home = path.join(dir, 'vim')
  const clone = (url: string): string => `[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n`
  await fill(home, {
    '.local/share/nvim/lazy/renamed/.git/config': clone('https://git.example/Maker/Assistant.nvim.git'),
    '.vim/plugged/assistant.vim/plugin/x.vim': '',
    '.vim/pack/any/start/other/.git/config': clone('git@git.example:someone/other.git'),
    '.local/share/nvim/site/pack/packer/start/assistant.nvim/.git/config': clone('/somewhere'),
  })
  execFileSync('mkfifo', [path.join(home, '.vim/plugged/assistant.vim/.git')])
  await mkdir(path.join(home, '.vim/bundle/fifo/.git'), { recursive: true })
  execFileSync('mkfifo', [path.join(home, '.vim/bundle/fifo/.git/config')])
  await symlink('../plugged/assistant.vim', path.join(home, '.vim/bundle/again'))
  assert.deepEqual(await look(inventoryVim, home, extensions('vim:maker/assistant.nvim', 'vim:assistant.vim')), {
    told: [
      ['assistant.vim', null, '.vim/plugged/assistant.vim'],
      ['maker/assistant.nvim', null, '.local/share/nvim/lazy/renamed'],
    ],
    missed: ['.vim/bundle/fifo/.git/config: is no regular file'],
  })
})

test('remotes', () => {
  const of = (url: string): string | null => remoteOf(`[remote "origin"]\nurl = ${url}`)
  assert.equal(of('https://user:secret@git.example/a/b.git'), 'a/b')
  assert.equal(of('git@git.example:A/b.nvim'), 'a/b.nvim')
  assert.equal(of('ssh://git@git.example:22/a/b/'), 'a/b')
  assert.equal(of('nothing'), null)
  assert.equal(remoteOf('[remote "fork"]\nurl = https://x/a/b'), null)
  assert.equal(remoteOf('\0'.repeat(100)), null)
})

test('what ships inside an editor is told where it is named, whatever its folder is called', async () => {
  const root = path.join(dir, 'system')
  const at = 'usr/share/code/resources/app/extensions'
  await fill(root, {
    [`${at}/chat/package.json`]: { name: 'Chat', publisher: 'Maker', version: '1.0.0' },
    [`${at}/theme/package.json`]: { name: 'theme', publisher: 'maker', version: '1.0.0' },
    [`${at}/damaged/package.json`]: '{',
  })
  const { told, missed } = await look(inventoryBuiltIn, root, extensions('vscode:maker.chat'), { root, system: true })
  assert.deepEqual([told, missed], [[['maker.chat', '1.0.0', `${at}/chat`]], []])
})

const ID = 'abcdefghijklmnopabcdefghijklmnop'
test('browsers of the Chromium family', async () => {
  const home = path.join(dir, 'chromium')
  const at = `.config/google-chrome/Default/Extensions`
  await fill(home, {
    [`${at}/${ID}/2.1.9_0/manifest.json`]: { name: '__MSG_name__', version: '2.1.9' },
    [`${at}/${ID}/2.1.10_0/manifest.json`]: { name: 'x', version: '2.1.10' },
    [`${at}/${'b'.repeat(32)}/1_0/manifest.json`]: { version: '1' },
    [`.config/chromium/Profile 1/Extensions/${ID}/1_0/manifest.json`]: { version: 7 },
  })
  assert.deepEqual(await look(inventoryChromium, home, extensions(`chromium:${ID}`)), {
    told: [[ID, '2.1.10', `${at}/${ID}`]],
    missed: [],
  })
})

test('Firefox', async () => {
  const home = path.join(dir, 'firefox')
  const at = '.mozilla/firefox/abc.default-release'
  await fill(home, {
    [`${at}/extensions.json`]: {
      schemaVersion: 37,
      addons: [
        { id: 'Tool@maker.example', version: '3.2', path: '/etc' },
        { id: 7 },
        null,
        { id: '../../up' },
        { id: 'other@x' },
      ],
    },
    '.mozilla/firefox/damaged/extensions.json': '{"addons":',
    '.mozilla/firefox/profiles.ini': '',
  })
  assert.deepEqual(await look(inventoryFirefox, home, extensions('firefox:tool@maker.example')), {
    told: [['tool@maker.example', '3.2', `${at}/extensions/Tool@maker.example`]],
    missed: ['.mozilla/firefox/damaged/extensions.json: is no list of extensions'],
  })
})
