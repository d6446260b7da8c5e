import path from 'node:path'
import { arch } from 'node:process'
import { REPOSITORY } from './bundle.ts'
import { PROCESSORS, packageLinux } from './package-linux.ts'

/** `npm run package -- linux`: makes what is installed, in `dist/`. Exit 2 for what cannot be made. */

const refuse = (why: string): void => {
  process.stderr.write(`waymark: ${why}\n`)
  process.exitCode = 2
}

const [system, ...more] = process.argv.slice(2)
const processor = PROCESSORS.find(each => each === arch)
if (more.length > 0) refuse(`one word too many: ${more[0]}: say npm run package -- linux`)
else if (system === 'windows' || system === 'macos')
  refuse(`packages for ${system} cannot be made yet; only the one for linux can`)
else if (system !== 'linux') refuse('which system? say npm run package -- linux')
else if (processor === undefined)
  refuse(`for this processor (${arch}) there is no package; for ${PROCESSORS.join(' and ')} there is`)
else {
  const into = path.join(REPOSITORY, 'dist', 'linux', processor)
  try {
    await packageLinux(into, processor)
    process.stdout.write(`${into}\n`)
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error))
  }
}
