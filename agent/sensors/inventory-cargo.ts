import path from 'node:path'
import * as z from 'zod/mini'
import type { Disk } from './disk.ts'
import type { PackageSeen } from './observation.ts'
import { type Places, spotsOf, type Where } from './places.ts'

/** Where cargo keeps what `cargo install` installed: its list, and beside it the folder of programs. */
const HOMES = ['~/.cargo', '~/.local/share/cargo']
export const CARGO_HOMES: Places = { linux: [...HOMES, '/usr/local/cargo'], macos: HOMES, windows: ['~/.cargo'] }
export const CARGO_LIST = '.crates2.json'

const LIST_BYTES = 4 * 1024 * 1024
const MOST = 12

const List = z.object({ installs: z.record(z.string(), z.object({ bins: z.catch(z.array(z.string()), []) })) })

export type Crate = { readonly name: string; readonly version: string; readonly bins: readonly string[] }

/** @param text of `.crates2.json`. @returns what it lists, as far as it is well-formed; null where it is no such list. */
export const parseCrates = (text: string): Crate[] | null => {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return null
  }
  const list = List.safeParse(data).data
  if (list === undefined) return null
  return Object.entries(list.installs).flatMap(([key, { bins }]) => {
    const [, name, version] = /^([A-Za-z0-9][\w-]{0,127}) (\d[\w.+-]{0,127}) \(/.exec(key) ?? []
    if (name === undefined || version === undefined) return []
    return [{ name, version, bins: bins.filter(bin => /^\w[\w.-]{0,127}$/.test(bin)).slice(0, MOST) }]
  })
}

/** Crates of the catalog that an account installed with cargo. */
export const inventoryCargo = async (disk: Disk, where: Where): Promise<PackageSeen[]> => {
  const seen: PackageSeen[] = []
  for (const { account, pattern } of spotsOf(CARGO_HOMES[where.platform], where)) {
    const file = path.join(pattern, CARGO_LIST)
    const text = await disk.read(file, LIST_BYTES)
    const crates = text === null ? [] : parseCrates(text)
    if (crates === null) disk.miss(file, 'is no list of crates')
    for (const { name, version, bins } of crates ?? []) {
      if (!where.wanted.package('cargo', name)) continue
      const real = await Promise.all(bins.map(bin => disk.real(path.join(pattern, 'bin', bin))))
      const programs = real.filter(file => file !== null)
      // Its sources are not kept: the program is all that there is of it.
      const root = programs[0] ?? file
      seen.push({ kind: 'package', ecosystem: 'cargo', account, name, version, root, inside: null, programs })
    }
  }
  return seen
}
