import type { FileHandle } from 'node:fs/promises'

export type Installed = { readonly name: string; readonly version: string | null; readonly architecture: string }

const CHUNK = 256 * 1024
/** A paragraph without end is no paragraph of dpkg's: what follows it is not read. */
const MOST_PARAGRAPH = 1024 * 1024

/**
 * Reads dpkg's `status` in pieces: it is megabytes long, and few of its paragraphs are wanted.
 * @returns the wanted packages that are installed, at most 1,000.
 * @throws Error for a file that is no such list.
 */
export const installedPackages = async (
  handle: FileHandle,
  wanted: (name: string) => boolean,
): Promise<Installed[]> => {
  const found: Installed[] = []
  const bytes = Buffer.alloc(CHUNK)
  let rest = ''
  for (;;) {
    const { bytesRead } = await handle.read(bytes, 0, CHUNK)
    rest += bytes.toString('latin1', 0, bytesRead)
    const paragraphs = rest.split('\n\n')
    rest = bytesRead === 0 ? '' : (paragraphs.pop() ?? '')
    if (rest.length > MOST_PARAGRAPH) throw new Error('a paragraph without end')
    for (const paragraph of paragraphs) {
      const installed = parseParagraph(paragraph, wanted)
      if (installed !== null && found.length < 1_000) found.push(installed)
    }
    if (bytesRead === 0) return found
  }
}

/** @returns null where the package is not wanted, or not (or no longer) installed. */
export const parseParagraph = (paragraph: string, wanted: (name: string) => boolean): Installed | null => {
  const name = /^Package: ([a-z0-9][a-z0-9.+-]{0,127})$/m.exec(paragraph)?.[1]
  if (name === undefined || !wanted(name)) return null
  if (!/^Status: \S+ \S+ installed$/m.test(paragraph)) return null
  return {
    name,
    version: /^Version: ([\w.+~:-]{1,128})$/m.exec(paragraph)?.[1] ?? null,
    architecture: /^Architecture: ([a-z0-9-]{1,32})$/m.exec(paragraph)?.[1] ?? 'all',
  }
}
