import path from 'node:path'
import type { Manifest, Manifests } from './manifests.ts'
import type { Matchers, Pointer } from './matchers.ts'

/** Where a file belongs, as far as one tool is concerned. */
export type Place = {
  /** Real path of the outermost package of that tool around the file, or of the file itself. */
  readonly install: string
  readonly version: string | null
  /** The package that brought the tool along as a part of itself. */
  readonly inside: string | null
  /** Packages of the tool around the file, the outermost first. */
  readonly packages: readonly { readonly pointer: Pointer<'package'>; readonly manifest: Manifest }[]
  /** Whether the file is what the nearest of them is there to start. */
  readonly started: boolean
}

/** A process with mounts of its own sees its files below this; the same file has to be named the same each time. */
const OWN_ROOT = /^\/proc\/\d+\/root(?=\/)/
export const withoutOwnRoot = (file: string): string => file.replace(OWN_ROOT, '')

/** @returns the place of `file` for `tool`. Climbs from the file: the same answer whether it runs or only lies there. */
export const placeOf = async (tool: string, file: string, matchers: Matchers, manifests: Manifests): Promise<Place> => {
  const above = await manifests.above(file)
  const own = above.flatMap(manifest =>
    matchers
      .packages('npm', manifest.name)
      .filter(pointer => pointer.tool === tool)
      .map(pointer => ({ pointer, manifest })),
  )
  const outermost = own.at(-1)?.manifest
  const nearest = own[0]?.manifest
  return {
    install: withoutOwnRoot(outermost?.root ?? file),
    version: outermost?.version ?? versionIn(file),
    inside: containerOf(
      outermost?.root ?? file,
      outermost !== undefined,
      above.filter(manifest => own.every(mine => mine.manifest !== manifest) && manifest.root !== outermost?.root),
    ),
    packages: own.toReversed(),
    started: nearest !== undefined && (nearest.programs.length === 0 || nearest.programs.includes(file)),
  }
}

/** Native installers keep each version in a file or folder of its own name. */
const versionIn = (file: string): string | null =>
  /[/\\]versions[/\\](\d[\w.+-]{0,63})(?:[/\\]|$)/.exec(file)?.[1] ?? null

/** The extension that ships it, or the outermost package that has it among its dependencies. */
const containerOf = (root: string, isPackage: boolean, others: readonly Manifest[]): string | null => {
  const extension = others.find(manifest => manifest.publisher !== null)
  if (extension !== undefined) return `${extension.publisher}.${extension.name}`.toLowerCase()
  const outermost = others.findLast(manifest => isBelow(root, path.join(manifest.root, 'node_modules')))
  if (outermost !== undefined) return outermost.name
  const [nearest] = others
  return !isPackage && nearest?.root.split(path.sep).includes('node_modules') ? nearest.name : null
}

const isBelow = (file: string, folder: string): boolean => file.startsWith(`${folder}${path.sep}`)
