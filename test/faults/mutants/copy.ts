import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'

const ROOT = path.join(import.meta.dirname, '../../..')

/** Copies the repository as it stands, without what Git ignores, into an empty folder; packages are shared. */
export const copyRepository = (into: string): void => {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  for (const name of listed.split('\0')) {
    const from = path.join(ROOT, name)
    // Deleted, and not committed yet.
    if (name === '' || !existsSync(from)) continue
    mkdirSync(path.dirname(path.join(into, name)), { recursive: true })
    copyFileSync(from, path.join(into, name))
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(into, 'node_modules'))
}
