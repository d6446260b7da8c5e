import { readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isNear } from './near.ts'
import { parseMounts, someKeepWaiting } from './sensors/mountinfo.ts'

const why = async (): Promise<string | false> => {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => null)
  if (mounts === null) return 'only Linux tells what is mounted'
  if (someKeepWaiting(parseMounts(mounts), process.getuid?.() ?? 0)) return 'a filesystem here may keep us waiting'
  const { dev } = await stat(tmpdir(), { bigint: true })
  return (await isNear(tmpdir(), dev)) ? false : 'the folder for scratch files lies on no near filesystem'
}

/** For tests of what is remembered: skipped where this machine lets nothing be remembered, with the reason. */
export const remembering = { skip: await why() }

/** ms since the epoch, in 2096. Files of a test are new, and what is new is not trusted. */
export const longAfter = (): number => 4_000_000_000_000
