import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { Detection } from '../../protocol/detection.ts'

const CLI = join(import.meta.dirname, '..', '..', 'agent', 'cli.ts')

export type Scanned = {
  readonly exit: number
  readonly detections: readonly Detection[]
  readonly notSeen: readonly { readonly what: string; readonly why: string }[]
  readonly stderr: string
}

/**
 * Runs `waymark` as a person would.
 * @param waymarkHome a scratch folder: no state of this machine is read.
 * @param uid another account that it runs as; only root may say so.
 */
export const waymark = (
  args: readonly string[],
  waymarkHome: string,
  uid?: number,
): Promise<{ exit: number; stdout: string; stderr: string }> => {
  const { promise, resolve } = Promise.withResolvers<{ exit: number; stdout: string; stderr: string }>()
  execFile(
    process.execPath,
    [CLI, ...args],
    {
      env: { PATH: process.env.PATH, WAYMARK_HOME: waymarkHome },
      timeout: 120_000,
      ...(uid === undefined ? {} : { uid, gid: uid }),
    },
    (error, stdout, stderr) => {
      const exit = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ exit, stdout, stderr })
    },
  )
  return promise
}

/** `waymark scan --json`, its answer checked field by field. @throws where it holds a field that it may not. */
export const scan = async (args: readonly string[], waymarkHome: string, uid?: number): Promise<Scanned> => {
  const { exit, stdout, stderr } = await waymark(['scan', '--json', ...args], waymarkHome, uid)
  if (stdout === '') return { exit, detections: [], notSeen: [], stderr }
  const value = JSON.parse(stdout) as { detections: unknown[]; notSeen: Scanned['notSeen'] }
  const keys = Object.keys(value).join()
  if (keys !== 'policy,detections,mcpServers,instructionFiles,notSeen') throw new Error(`other keys: ${keys}`)
  return { exit, stderr, notSeen: value.notSeen, detections: value.detections.map(each => Detection.parse(each)) }
}
