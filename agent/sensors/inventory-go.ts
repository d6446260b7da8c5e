import path from 'node:path'
import type { Disk } from './disk.ts'
import { goModuleOf } from './go-buildinfo.ts'
import type { PackageSeen } from './observation.ts'
import { expand, type Places, spotsOf, type Where } from './places.ts'

/** Where `go install` puts programs. */
const FOLDERS = [
  '~/go/bin',
  '~/.local/share/go/bin',
  '~/.asdf/installs/golang/*/packages/bin',
  '~/.local/share/mise/installs/go/*/bin',
]
export const GO_FOLDERS: Places = { linux: FOLDERS, macos: FOLDERS, windows: ['~/go/bin'] }

const PROGRAM_BYTES = 1024 ** 3

/** Modules of the catalog that `go install` built: each program says itself which module it was made of. */
export const inventoryGo = async (disk: Disk, where: Where): Promise<PackageSeen[]> => {
  const seen: PackageSeen[] = []
  for (const { account, pattern } of spotsOf(GO_FOLDERS[where.platform], where))
    for (const folder of await expand(disk, pattern))
      for (const { name, is } of await disk.list(folder, disk.budget(folder))) {
        if (is !== 'file') continue
        const program = path.join(folder, name)
        const module = await disk.open(program, PROGRAM_BYTES, ({ handle }) => goModuleOf(handle))
        if (module === null || !where.wanted.package('go', module.path)) continue
        const { path: name_, version } = module
        seen.push({
          kind: 'package',
          ecosystem: 'go',
          account,
          name: name_,
          version,
          root: program,
          inside: null,
          programs: [program],
        })
      }
  return seen
}
