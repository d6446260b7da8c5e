import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Catalog } from '../../../policies/language/catalog-entry.ts'

/** A home as a developer's is: assistants among many other tools, and far more files that belong to none of them. */
export type MadeHome = { readonly files: number; readonly tools: readonly string[] }

const FILES = 200_000
const PACKAGES = { npm: 14, npx: 4, pip: 4, vscode: 8 }
/** Tools of everyday work beside them, which every look has to pass by. */
const OTHERS = { npm: 40, vscode: 60, pip: 250 }
const FILES_OF_PACKAGE = 150

/** Fills `home` with 200,000 files and one installation each of 30 assistants of the catalog. */
export const makeHome = (home: string, catalog: Catalog): MadeHome => {
  let files = 0
  const folders = new Set<string>()
  const write = (file: string, content: string, mode = 0o644): void => {
    const folder = path.join(home, path.dirname(file))
    if (!folders.has(folder)) mkdirSync(folder, { recursive: true })
    folders.add(folder)
    writeFileSync(path.join(home, file), content, { mode })
    files++
  }
  const npm = (folder: string, name: string, own: number): void => {
    write(
      `${folder}/package.json`,
      JSON.stringify({ name, version: '1.2.3', bin: { [path.basename(name)]: 'cli.js' } }),
    )
    write(`${folder}/cli.js`, '// a program\n'.repeat(4_000), 0o755)
    for (let i = 0; i < own; i++) write(`${folder}/node_modules/dep-${i % 15}/lib/${i}.js`, 'module.exports = 1\n')
  }
  const extension = (id: string): void => {
    const [publisher, name] = id.split('.')
    const folder = `.vscode/extensions/${id}-1.2.3`
    write(`${folder}/package.json`, JSON.stringify({ name, publisher, version: '1.2.3' }))
    for (let i = 0; i < 40; i++) write(`${folder}/dist/${i}.js`, 'x'.repeat(500))
  }
  const wheel = (site: string, name: string, isCommand: boolean): void => {
    const info = `${site}/${name.replaceAll('-', '_')}-1.2.3.dist-info`
    write(`${info}/METADATA`, `Metadata-Version: 2.4\nName: ${name}\nVersion: 1.2.3\n\nText\n`)
    if (isCommand)
      write(`${info}/entry_points.txt`, `[console_scripts]\n${name} = ${name.replaceAll('-', '_')}.main:main\n`)
    for (let i = 0; i < 30; i++) write(`${site}/${name.replaceAll('-', '_')}/${i === 0 ? 'main' : i}.py`, 'x = 1\n')
  }
  const chosen = toolsOf(catalog)
  const tree = '.npm-global/lib/node_modules'
  for (const { name } of chosen.npm) npm(`${tree}/${name}`, name, FILES_OF_PACKAGE)
  for (const [at, { name }] of chosen.npx.entries()) {
    write(`.npm/_npx/${at}/package.json`, JSON.stringify({ dependencies: { [name]: '1' } }))
    npm(`.npm/_npx/${at}/node_modules/${name}`, name, FILES_OF_PACKAGE)
  }
  for (const { name } of chosen.pip) wheel(`.local/share/uv/tools/${name}/lib/python3.12/site-packages`, name, true)
  for (const { name } of chosen.vscode) extension(name)
  for (let i = 0; i < OTHERS.npm; i++) npm(`${tree}/tool-${i}`, `tool-${i}`, FILES_OF_PACKAGE)
  for (let i = 0; i < OTHERS.vscode; i++) extension(`maker.theme-${i}`)
  for (let i = 0; i < OTHERS.pip; i++) wheel('.local/lib/python3.12/site-packages', `library-${i}`, i % 10 === 0)
  for (let project = 0; files < FILES; project++)
    for (let i = 0; i < 1_000 && files < FILES; i++)
      write(`src/project-${project}/node_modules/package-${i % 60}/lib/${i}.js`, 'module.exports = 1\n')
  return { files, tools: Object.values(chosen).flatMap(each => each.map(({ tool }) => tool)) }
}

type Chosen = { readonly tool: string; readonly name: string }

/** The first of the catalog that can be installed so, each tool once. */
const toolsOf = (catalog: Catalog): Readonly<Record<keyof typeof PACKAGES, readonly Chosen[]>> => {
  const taken = new Set<string>()
  const take = (most: number, nameOf: (tool: string) => string | undefined): Chosen[] => {
    const chosen: Chosen[] = []
    for (const tool of catalog.keys()) {
      const name = chosen.length < most && !taken.has(tool) ? nameOf(tool) : undefined
      if (name === undefined || name.includes('*')) continue
      taken.add(tool)
      chosen.push({ tool, name })
    }
    if (chosen.length < most) throw new Error(`the catalog names ${chosen.length} of ${most}`)
    return chosen
  }
  const packageOf = (ecosystem: string) => (tool: string) =>
    catalog
      .get(tool)
      ?.indicators.flatMap(each =>
        each.kind === 'package' && each.ecosystem === ecosystem && each.strength !== 'weak' ? [each.name] : [],
      )[0]
  const extensionOf = (tool: string) =>
    catalog
      .get(tool)
      ?.indicators.flatMap(each =>
        each.kind === 'extension' && each.family === 'vscode' && each.strength !== 'weak' ? [each.extension] : [],
      )[0]
  return {
    pip: take(PACKAGES.pip, packageOf('pip')),
    vscode: take(PACKAGES.vscode, extensionOf),
    npm: take(PACKAGES.npm, packageOf('npm')),
    npx: take(PACKAGES.npx, packageOf('npm')),
  }
}
