import * as z from 'zod/mini'

/** Ids and versions of VS Code extensions, from what the editor writes. Pure. */

export type ExtensionName = { readonly id: string; readonly version: string }

const PLATFORM =
  /-(?:win32-(?:x64|ia32|arm64)|linux-(?:x64|arm64|armhf)|alpine-(?:x64|arm64)|darwin-(?:x64|arm64)|web|universal)$/

/** @param folder `publisher.name-1.2.3` or `publisher.name-1.2.3-linux-x64`. @returns null where it is none. */
export const extensionOfFolder = (folder: string): ExtensionName | null => {
  const parts = /^([A-Za-z0-9][\w-]{0,99}\.[A-Za-z0-9][\w.-]{0,99}?)-(\d{1,9}\.\d{1,9}\.\d{1,9}[\w.+-]{0,99})$/.exec(
    folder,
  )
  const [, id, version] = parts ?? []
  return id === undefined || version === undefined
    ? null
    : { id: id.toLowerCase(), version: version.replace(PLATFORM, '') }
}

const Manifest = z.object({
  name: z.string().check(z.maxLength(214)),
  publisher: z.string().check(z.maxLength(256)),
  version: z.catch(z.nullable(z.string().check(z.maxLength(256))), null),
})

/** @param text of an extension's `package.json`. @returns null where that is no manifest of an extension. */
export const extensionOfManifest = (text: string): { readonly id: string; readonly version: string | null } | null => {
  try {
    const manifest = Manifest.safeParse(JSON.parse(text)).data
    if (manifest === undefined) return null
    return { id: `${manifest.publisher}.${manifest.name}`.toLowerCase(), version: manifest.version }
  } catch {
    return null
  }
}

/** @param text of `.obsolete`: folders that the editor removes at its next start. */
export const obsoleteFolders = (text: string): ReadonlySet<string> => {
  try {
    const said: unknown = JSON.parse(text)
    if (typeof said !== 'object' || said === null) return new Set()
    return new Set(Object.entries(said).flatMap(([folder, gone]) => (gone === true ? [folder] : [])))
  } catch {
    return new Set()
  }
}
