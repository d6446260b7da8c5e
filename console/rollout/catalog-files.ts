import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Catalog } from '../../policies/language/catalog-entry.ts'
import type { Fault } from '../../policies/language/fault.ts'
import { readCatalog } from '../../policies/language/read-catalog.ts'
import { utf8 } from './utf8.ts'

/** The catalog that came with this installation. */
export const CATALOG_DIR = path.join(import.meta.dirname, '..', '..', 'policies', 'catalog')
/** The policy of a first start. */
export const EXAMPLE_POLICY = path.join(
  import.meta.dirname,
  '..',
  '..',
  'policies',
  'examples',
  'approved-assistants.yaml',
)

export type Source = { readonly name: string; readonly text: string }

/** More than any entry or policy may hold, bytes; what is longer is refused by the reader, with its reason. */
const MOST = 1024 * 1024

/** @throws Error for what is no regular file, cannot be opened, or is longer than 1 MiB; NotUtf8. */
export const readText = async (file: string): Promise<Source> => {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stat = await handle.stat()
    if (!stat.isFile()) throw new Error('not a regular file')
    if (stat.size > MOST) throw new Error(`longer than ${MOST} bytes`)
    return { name: path.basename(file), text: utf8(await handle.readFile()) }
  } finally {
    await handle.close()
  }
}

/** The catalog of a folder, one YAML file an entry. Entries that do not hold are left out and told. */
export const readCatalogDir = async (
  dir: string,
): Promise<{ catalog: Catalog; faults: Fault[]; sources: readonly Source[] }> => {
  const names = (await readdir(dir)).filter(name => name.endsWith('.yaml')).toSorted()
  const sources = await Promise.all(names.map(name => readText(path.join(dir, name))))
  return { ...readCatalog(sources), sources }
}
