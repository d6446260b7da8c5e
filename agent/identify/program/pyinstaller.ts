import type { Layout } from './layout.ts'
import type { Made } from './made.ts'
import { orNull, partOf } from './source.ts'

const COOKIE = Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1')
const COOKIE_BYTES = 88
/** The cookie ends the archive, and a signature or padding may follow. */
const LOOKED_AT = 64 * 1024
const MOST_CONTENTS = 4 * 1024 * 1024
/** `s`: a script that is run at start. PyInstaller puts its own before it. */
const SCRIPT = 's'
const OWN = /^pyi(boot|mod|_rth_)/

/** What PyInstaller made in one file: an archive behind its loader, with a cookie that tells where it begins. */
export const madeByPyinstaller = ({ source }: Layout): Promise<Made | null> =>
  orNull(async () => {
    const from = Math.max(0, source.size - LOOKED_AT)
    const at = (await source.read(from, source.size - from)).lastIndexOf(COOKIE)
    if (at < 0) return null
    const cookie = await source.read(from + at, COOKIE_BYTES)
    const [size, contentsAt, contentsSize] = [8, 12, 16].map(field => cookie.readUInt32BE(field)) as [
      number,
      number,
      number,
    ]
    const archive = partOf(source, from + at + COOKIE_BYTES - size, size)
    if (contentsSize > MOST_CONTENTS) return null
    const names = namesIn(await archive.read(contentsAt, contentsSize))
    const entry = names.find(({ kind, name }) => kind === SCRIPT && !OWN.test(name))?.name ?? null
    return { by: 'pyinstaller', entry, version: entry === null ? null : versionOf(entry, names) }
  })

type Named = { readonly kind: string; readonly name: string }

const namesIn = (contents: Buffer): Named[] => {
  const names: Named[] = []
  for (let at = 0; at + 18 <= contents.length; ) {
    const length = contents.readUInt32BE(at)
    if (length < 18 || at + length > contents.length) break
    const name = contents.toString('utf8', at + 18, at + length).replace(/\0+$/, '')
    names.push({ kind: contents.toString('latin1', at + 17, at + 18), name })
    at += length
  }
  return names
}

/** Of the distribution that is called as the script is, where its metadata were packed along: `NAME-VERSION.dist-info`. */
const versionOf = (entry: string, names: readonly Named[]): string | null => {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-')
  for (const { name } of names) {
    const [, distribution, version] = /^([\w.-]+)-([^-/\\]+)\.dist-info[\\/]/.exec(name) ?? []
    if (distribution !== undefined && plain(distribution) === plain(entry)) return version ?? null
  }
  return null
}
