import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A whole daemon whose state folder stands on a small disk of its own: `full-disk.ts DISK`. It starts, the disk fills
 * while it is stopped, it starts again, the disk is freed. Prints what `waymark status` said then, as one line of JSON.
 */
const [disk = ''] = process.argv.slice(2)
const CLI = path.join(import.meta.dirname, '../../agent/cli.ts')
const filler = path.join(disk, 'filler')

const daemon = async () => {
  const child = spawn(process.execPath, [CLI, 'run', '--log', 'json'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  for await (const line of createInterface(child.stdout)) if (JSON.parse(line).msg === 'ready') break
  child.stdout.resume()
  return async (): Promise<unknown> => {
    child.kill('SIGTERM')
    return (await gone)[0]
  }
}
const status = () => {
  const { status: code, stdout } = spawnSync(process.execPath, [CLI, 'status', '--json'], { encoding: 'utf8' })
  const { conditions = [] } = JSON.parse(stdout || '{}')
  return { code, conditions: conditions.map(({ condition }: { condition: string }) => condition) as string[] }
}
/** Asks until it is so, or for half a minute. */
const until = async (isSo: (said: ReturnType<typeof status>) => boolean) => {
  let said = status()
  for (let tries = 0; tries < 60 && !isSo(said); tries++) {
    await sleep(500)
    said = status()
  }
  return said
}

let stop = await daemon()
const whole = status()
const first = await stop()
for (const bytes of [64 * 1024, 4 * 1024, 256])
  try {
    for (;;) appendFileSync(filler, Buffer.alloc(bytes, 1))
  } catch {
    // That much does not fit any more.
  }
stop = await daemon()
const full = await until(({ conditions }) => conditions.includes('disk-full'))
rmSync(filler)
const freed = await until(({ conditions }) => !conditions.includes('disk-full'))
const ledger = spawnSync(process.execPath, [CLI, 'ledger', '--json'], { encoding: 'utf8' })
const last = await stop()
const entries = JSON.parse(ledger.stdout).entries.map(({ body }: { body: string }) => JSON.parse(body))
process.stdout.write(`${JSON.stringify({ whole, first, full, freed, last, entries })}\n`)
