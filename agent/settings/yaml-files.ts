import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readSmall } from '../open-file.ts'

/** A settings file or a catalog entry; nobody writes more by hand. */
const MOST = 256 * 1024

export type NamedText = { readonly name: string; readonly text: string }

/**
 * Every `*.yaml` of a folder, by name. A folder that is not there holds none.
 * @throws Error naming the file that could not be read: a setting that is left out unseen is worse than a start that fails.
 */
export const yamlFiles = async (dir: string): Promise<NamedText[]> => {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const wanted = names.filter(name => name.endsWith('.yaml')).sort()
  return Promise.all(
    wanted.map(async name => {
      const read = await readSmall(join(dir, name), MOST)
      if ('fault' in read) throw new Error(`${join(dir, name)}: ${read.fault}`)
      return { name: join(dir, name), text: read.text }
    }),
  )
}
