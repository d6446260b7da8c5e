import path from 'node:path'
import { CHROMIUM_FOLDERS, FIREFOX_PROFILES } from './browser-places.ts'
import { ENTRY_FOLDERS, IMAGE_FOLDERS } from './desktop-places.ts'
import { BUILT_IN_FOLDERS, VIM_FOLDERS, ZED_FOLDERS } from './editor-places.ts'
import { INSTRUCTION_FILES } from './instruction-places.ts'
import { CARGO_HOMES, CARGO_LIST } from './inventory-cargo.ts'
import { DPKG_LISTS, DPKG_STATUS } from './inventory-dpkg.ts'
import { GO_FOLDERS } from './inventory-go.ts'
import { programSpots } from './inventory-path.ts'
import { PLUGIN_FOLDERS } from './jetbrains-places.ts'
import { MCP_PLACES } from './mcp-places.ts'
import { belowPrefix, bunxSpots, GLOBAL_TREES, LINKED_TREES, PROJECT_TREES } from './npm-places.ts'
import { type Places, type Spot, spotsOf, type Where } from './places.ts'
import { IN_SITE_PACKAGES, SHARED_PYTHON, TOOL_PYTHON } from './python-places.ts'
import { STORES, type Store } from './store-places.ts'
import { EXTENSION_FOLDERS } from './vscode-places.ts'

/** Below a folder of packages: manifests of what was installed for itself or is named, one level of nesting included. */
const IN_TREE = ['/', '*/', '*/package.json', '*/*/package.json', '*/node_modules/', '*/*/node_modules/', '**']
const IN_PROJECT = [...IN_TREE, '../package.json', '../.pnpm/**']
const IN_EXTENSIONS = ['/', '.obsolete', '*/package.json']
/** Of files, jars alone. */
const IN_PLUGINS = ['/', '*', '*/META-INF/plugin.xml', '*/lib/', '*/lib/*']

/**
 * Every path that the inventory may list (ending in `/`) or open, as patterns made of the tables that it walks. Below a
 * folder of packages it opens manifests alone, of packages that were installed for themselves or that the catalog names.
 * Identification then opens the programs that were found.
 */
export const explainPaths = (where: Where): string[] => {
  const at = (spots: readonly Spot[], opened: readonly string[]): string[] =>
    spots.flatMap(({ pattern }) => [...listedFor(pattern), ...opened.map(part => join(pattern, part))])
  const below = (patterns: readonly string[], opened: readonly string[]): string[] =>
    at(spotsOf(patterns, where), opened)
  const within = (places: Places, opened: readonly string[]): string[] => below(places[where.platform], opened)
  const prefixes = where.homes.flatMap(({ home }) => [
    path.join(home, '.npmrc'),
    ...IN_TREE.map(part => join(`PREFIX of ${path.join(home, '.npmrc')}/${belowPrefix[where.platform]}`, part)),
  ])
  const files = MCP_PLACES[where.platform].map(({ file }) => file)
  const named = [...where.wanted.paths, ...where.wanted.configs, ...files, ...INSTRUCTION_FILES]
  const all = [
    ...prefixes,
    ...within(GLOBAL_TREES, IN_TREE),
    ...within(PROJECT_TREES, IN_PROJECT),
    ...at(bunxSpots(where), IN_PROJECT),
    ...within(LINKED_TREES, IN_PROJECT),
    ...within(SHARED_PYTHON, IN_SITE_PACKAGES),
    ...within(TOOL_PYTHON, IN_SITE_PACKAGES),
    ...within(CARGO_HOMES, [CARGO_LIST]),
    ...within(GO_FOLDERS, ['/', '*']),
    ...below(where.platform === 'linux' ? [DPKG_STATUS, `${DPKG_LISTS}/*`] : [], ['']),
    ...STORES[where.platform].flatMap(store => below([store.place], inStore(store))),
    ...within(EXTENSION_FOLDERS, IN_EXTENSIONS),
    ...within(BUILT_IN_FOLDERS, ['/', '*/package.json']),
    ...within(PLUGIN_FOLDERS, IN_PLUGINS),
    ...within(ZED_FOLDERS, ['/', '*/extension.toml']),
    ...within(VIM_FOLDERS, ['/', '*/.git/config']),
    ...within(CHROMIUM_FOLDERS, ['/', '*/', '*/*/manifest.json']),
    ...within(FIREFOX_PROFILES, ['extensions.json']),
    ...within(ENTRY_FOLDERS, ['/', '*']),
    ...within(IMAGE_FOLDERS, ['/']),
    ...programSpots(where).map(({ pattern }) => join(pattern, '/')),
    ...spotsOf(named, where).flatMap(({ pattern }) => [...listedFor(pattern), pattern]),
  ]
  return [...new Set(all)]
}

/** The folder of packages, that of one, and what is listed and opened in one version of it. */
const inStore = ({ programs, says }: Store): string[] => [
  '/',
  '*/',
  ...programs.map(folder => `${path.join('*/*', folder)}/`),
  ...(says === null ? [] : [path.join('*/*', says)]),
]

const join = (folder: string, part: string): string => (part === '/' ? `${folder}/` : path.join(folder, part))

/** The folders whose names stand for a `*` of the pattern. */
const listedFor = (pattern: string): string[] => {
  const segments = pattern.split(path.sep)
  return segments.flatMap((segment, at) => (segment === '*' ? [`${segments.slice(0, at).join(path.sep)}/`] : []))
}
