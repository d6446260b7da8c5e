import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessSeen } from '../../agent/sensors/observation.ts'

/**
 * Each program where this system keeps programs, as if it ran.
 * @param least bytes; what is smaller is left out.
 */
export const systemPrograms = async (least: number): Promise<ProcessSeen[]> => {
  const programs = new Set<string>()
  for (const folder of ['/usr/bin', '/usr/sbin', '/usr/lib', '/usr/libexec'])
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = await realpath(join(folder, entry.name)).catch(() => null)
      const file = path === null ? null : await stat(path)
      if (path === null || file?.isFile() !== true || file.size < least || (file.mode & 0o111) === 0) continue
      programs.add(path)
    }
  const process = { kind: 'process', pid: 9, started: 9, account: 'lin', argv0: null, script: null } as const
  return [...programs].map(path => ({ ...process, name: 'x', program: path, open: path, terminal: null }))
}
