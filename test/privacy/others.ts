import { createHash } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** What a person has that is no assistant: nobody is to hear of it. */
export type Others = { readonly names: readonly string[]; readonly digests: readonly string[] }

const KINDS = 5

/** @param count of programs, packages and extensions together. */
export const plantOthers = async (home: string, count: number): Promise<Others> => {
  const names: string[] = []
  const digests: string[] = []
  const write = async (file: string, text: string, mode = 0o644): Promise<void> => {
    const full = path.join(home, file)
    await mkdir(path.dirname(full), { recursive: true })
    await writeFile(full, text)
    await chmod(full, mode)
    digests.push(createHash('sha256').update(text).digest('hex'))
  }
  for (let i = 0; i < count; i++) {
    const name = `qxother${i}z`
    names.push(name)
    const manifest = JSON.stringify({
      name,
      publisher: name,
      version: '1.0.0',
      author: name,
      bin: { [name]: 'cli.js' },
    })
    if (i % KINDS === 0) await write(`.local/bin/${name}`, `#!/bin/sh\necho ${name}\n`, 0o755)
    else if (i % KINDS === 1) {
      await write(`.npm-global/lib/node_modules/${name}/package.json`, manifest)
      await write(`.npm-global/lib/node_modules/${name}/cli.js`, `#!/usr/bin/env node\nconsole.log('${name}')\n`, 0o755)
    } else if (i % KINDS === 2) await write(`.vscode/extensions/${name}.${name}-1.0.0/package.json`, manifest)
    else if (i % KINDS === 3) {
      const info = `.local/lib/python3.12/site-packages/${name}-1.0.dist-info`
      await write(`${info}/METADATA`, `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`)
      await write(`${info}/entry_points.txt`, `[console_scripts]\n${name} = ${name}:main\n`)
    } else {
      await write(`.config/${name}/config.json`, JSON.stringify({ name }))
      await write(`.local/share/applications/${name}.desktop`, `[Desktop Entry]\nName=${name}\nExec=${name}\n`)
    }
  }
  return { names, digests }
}
