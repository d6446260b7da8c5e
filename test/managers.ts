import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MANAGERS, type Pin } from './pins.ts'

/** Where a package manager has put a package. */
export type Arrangement = { readonly prefix: string; readonly root: string; readonly command: string }

const NVM = '.nvm/versions/node/v26.10.0'

/** @param tools where the manager itself lies, null for npm. @returns how to install `pin` into `home`. */
export const programOf = (pin: Pin, home: string, tools: string | null): { file: string; args: string[] } => {
  const spec = `${pin.package}@${pin.version}`
  const scripts = pin.scripts === false ? ['--ignore-scripts'] : [`--allow-scripts=${pin.package}`]
  const npm = (prefix: string) => ({
    file: 'npm',
    args: ['install', '--prefix', join(home, prefix), '-g', spec, ...scripts, '--no-audit'],
  })
  switch (pin.by ?? 'npm') {
    case 'npm':
      return npm('.npm-global')
    case 'nvm':
      return npm(NVM)
    case 'npx':
      return { file: 'npm', args: ['exec', '--yes', ...scripts, `--package=${spec}`, '-c', 'true'] }
    case 'pnpm':
      return {
        file: process.execPath,
        args: [
          join(tools ?? '', 'lib/node_modules/pnpm', MANAGERS.pnpm.program),
          'add',
          '-g',
          '--ignore-scripts',
          spec,
        ],
      }
    case 'bun':
      return {
        file: join(tools ?? '', 'lib/node_modules', MANAGERS.bun.package, MANAGERS.bun.program),
        args: ['add', '-g', '--ignore-scripts', spec],
      }
  }
}

/** @returns where `pin` lies in `home`, by the layout of the manager that installed it. */
export const arrangementOf = async (pin: Pin, home: string): Promise<Arrangement> => {
  const command = pin.command ?? 'none'
  const of = (prefix: string, modules: string, commands: string): Arrangement => ({
    prefix: join(home, prefix),
    root: join(home, prefix, modules, pin.package),
    command: join(home, commands, command),
  })
  switch (pin.by ?? 'npm') {
    case 'npm':
      return of('.npm-global', 'lib/node_modules', '.npm-global/bin')
    case 'nvm':
      return of(NVM, 'lib/node_modules', join(NVM, 'bin'))
    case 'npx': {
      const [hex = 'none'] = await readdir(join(home, '.npm/_npx'))
      return of(join('.npm/_npx', hex), 'node_modules', join('.npm/_npx', hex, 'node_modules/.bin'))
    }
    case 'pnpm':
      return of('.local/share/pnpm/global/5', 'node_modules', '.local/share/pnpm')
    case 'bun':
      return of('.bun/install/global', 'node_modules', '.bun/bin')
  }
}
