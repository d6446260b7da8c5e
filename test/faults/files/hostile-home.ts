import { execFileSync } from 'node:child_process'
import { chmodSync, closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import path from 'node:path'
import { deflateRawSync } from 'node:zlib'

/** A home in which everything that the agent may open or list is something else than it should be. */
export type Hostile = {
  /** Folder, below the home, at which the daemon finds a filesystem that never answers. */
  readonly stalled: string
  /** What has to be told: the path below the home, and why. */
  readonly told: readonly (readonly [file: string, why: RegExp])[]
  readonly remove: () => void
}

const MIB = 1024 ** 2

/** @param entries names in the folder that holds too many. */
export const makeHostile = (home: string, entries: number): Hostile => {
  const at = (file: string): string => {
    const full = path.join(home, file)
    mkdirSync(path.dirname(full), { recursive: true })
    return full
  }
  const told: [string, RegExp][] = []
  const make = (file: string, why: RegExp, act: (at: string) => void): void => {
    act(at(file))
    told.push([file, why])
  }
  const servers: Server[] = []
  const noFile = /^is no regular file$/
  make('.npmrc', noFile, file => execFileSync('mkfifo', [file]))
  make('.qwen/settings.json', noFile, file => servers.push(createServer().listen(file).unref()))
  make('.gemini/settings.json', noFile, file => execFileSync('mknod', [file, 'c', '1', '5']))
  make('.cursor/mcp.json', /^is a link|^is no regular file$/, file => symlinkSync('/dev/zero', file))
  make('.iflow/settings.json', /^is a link|^is no regular file$/, file => symlinkSync('settings.json', file))
  make('.copilot', /./, file => symlinkSync('/proc/self/task', file))
  told.pop()
  make('.qoder/mcp.json', /^is larger than/, file => {
    const fd = openSync(file, 'w')
    ftruncateSync(fd, 1024 ** 3)
    closeSync(fd)
  })
  make('.kiro/settings/mcp.json', /^could not be read|^is not in the format/, file =>
    writeFileSync(file, '['.repeat(15 * MIB)),
  )
  make('.codex/config.toml', /^could not be read|^is not in the format/, file =>
    writeFileSync(file, `a${'.a'.repeat(MIB / 2 - 10)}=1`),
  )
  make('.factory/mcp.json', /^is not in the format JSON$/, file => writeFileSync(file, `//\n${','.repeat(100_000)}`))
  make('.local/share/JetBrains/IntelliJIdea2026.1/bomb', /none says which plugin/, folder => {
    mkdirSync(path.join(folder, 'lib'), { recursive: true })
    writeFileSync(path.join(folder, 'lib/bomb.jar'), bombOf('META-INF/plugin.xml', 64 * MIB))
  })
  make('.npm-global/lib/node_modules', /^holds more than 20000 entries$/, () => {})
  const many = path.join(home, '.npm-global/lib/node_modules')
  mkdirSync(many, { recursive: true })
  for (let i = 0; i < entries; i++) writeFileSync(path.join(many, `n${i}`), '')
  make('.npm-packages/lib/node_modules', /name that is no text/, folder => {
    mkdirSync(folder)
    for (const name of [Buffer.from([0x61, 0xff]), Buffer.from('a\nb'), Buffer.alloc(255, 'n')])
      mkdirSync(Buffer.concat([Buffer.from(`${folder}/`), name]))
  })
  // Deeper than any path may be long.
  const deep = at('.local/lib/node_modules/deep/node_modules/x')
  mkdirSync(deep)
  const name = 'd'.repeat(200)
  execFileSync('sh', ['-c', `for i in $(seq 40); do mkdir ${name} && cd -P ${name} || exit 1; done`], { cwd: deep })
  mkdirSync(at('.codeium/windsurf'), { recursive: true })
  chmodSync(at('.codeium/windsurf'), 0)
  mkdirSync(at('.vscode/extensions'), { recursive: true })
  symlinkSync(at('.vscode/extensions'), at('.cursor/extensions'))
  told.push(['.vscode/extensions', /^lies on a filesystem that a program answers for$/])
  told.push(['.cursor/extensions', /^lies on a filesystem that a program answers for$/])
  const remove = (): void => {
    for (const server of servers) server.close()
    execFileSync('rm', ['-rf', home])
  }
  return { stalled: at('.vscode/extensions'), told, remove }
}

/** A ZIP file (APPNOTE 6.3.10) whose one entry holds so many zeros, a thousandth of it packed. */
const bombOf = (name: string, bytes: number): Buffer => {
  const packed = deflateRawSync(Buffer.alloc(bytes))
  const sizes = Buffer.alloc(12)
  sizes.writeUInt32LE(packed.length, 4)
  sizes.writeUInt32LE(bytes, 8)
  const named = Buffer.from(name)
  const lengths = Buffer.from([named.length, 0, 0, 0])
  const method = Buffer.from([20, 0, 0, 0, 8, 0, 0, 0, 0, 0])
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), method, sizes, lengths, named, packed])
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), method, sizes, lengths, Buffer.alloc(14), named])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}
