import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type KernelEvents, kernelEvents } from '../../agent/sensors/kernel-events.ts'
import { processSensor } from '../../agent/sensors/processes.ts'

/** Our sensors in a process of their own, as the daemon has them. Told `report`, it answers with what it saw. */

export type Watched = {
  /** How often each pid was told to run the program. */
  readonly launched: readonly (readonly [pid: number, times: number])[]
  readonly files: number
  readonly overflows: number
}

const [, , program = '', folder = ''] = process.argv
const opened = await kernelEvents.linux()
if ('unsupported' in opened) throw new Error(opened.unsupported)
const kernel = opened

const launched = new Map<number, number>()
const files = new Set<string>()
let told = 0
const counting: KernelEvents = {
  ...kernel,
  onLaunches: news =>
    kernel.onLaunches({
      ...news,
      launched: (pid, of, sure) => {
        if (of[0]?.name === path.basename(program)) {
          launched.set(pid, (launched.get(pid) ?? 0) + 1)
          told++
        }
        news.launched(pid, of, sure)
      },
    }),
}
const sensor = await processSensor.linux({ kernel: counting, interesting: () => false })
if ('unsupported' in sensor) throw new Error(sensor.unsupported)
await sensor.watch({ started: () => {}, ended: () => {} })
kernel.onFiles([`${folder}/**`], [], file => files.add(file))

/** What has come is told when nothing more comes. */
const settled = async (): Promise<void> => {
  for (let before = -1; before !== told + files.size; ) {
    before = told + files.size
    await sleep(300)
  }
}
process.on('message', async () => {
  await settled()
  const { overflows } = kernel.counts()
  process.send?.({ launched: [...launched], files: files.size, overflows } satisfies Watched)
  launched.clear()
  files.clear()
})
process.send?.('ready')
