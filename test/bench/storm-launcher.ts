import { closeSync, openSync } from 'node:fs'
import path from 'node:path'
import koffi from 'koffi'

/**
 * A storm, in a process of its own: told `{launch, times}` it starts a program again and again, told `{fill, times}` it
 * makes files, each as fast as it can. It answers with the pids, and the milliseconds that it took.
 */

export type Order =
  | { readonly launch: string; readonly times: number }
  | { readonly fill: string; readonly times: number }
export type Done = { readonly ms: number; readonly pids: readonly number[] }

const libc = koffi.load(null)
const spawn = libc.func(
  'int posix_spawn(_Out_ int *pid, const char *path, void *actions, void *attributes, void *argv, void *env)',
)
const wait = libc.func('int waitpid(int pid, _Out_ int *status, int options)')

const launchAll = (program: string, times: number): number[] => {
  const name = Buffer.from(`${path.basename(program)}\0`)
  const argv = Buffer.alloc(16)
  argv.writeBigUInt64LE(koffi.address(name), 0)
  const env = Buffer.alloc(8)
  const pids: number[] = []
  const [pid, status] = [[0], [0]]
  for (let i = 0; i < times; i++) {
    if (spawn(pid, program, null, null, argv, env) !== 0) throw new Error(`${program} cannot be started`)
    pids.push(pid[0] ?? 0)
    wait(pid[0], status, 0)
    if (status[0] !== 0) throw new Error(`${program} ended with ${status[0]}`)
  }
  return name.length > 0 ? pids : []
}

const fillAll = (folder: string, times: number): void => {
  for (let i = 0; i < times; i++) closeSync(openSync(`${folder}/${process.pid}-${i}`, 'w'))
}

process.on('message', (order: Order) => {
  const began = performance.now()
  const pids = 'launch' in order ? launchAll(order.launch, order.times) : []
  if ('fill' in order) fillAll(order.fill, order.times)
  process.send?.({ ms: performance.now() - began, pids } satisfies Done)
})
process.send?.('ready')
