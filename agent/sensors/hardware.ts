import os from 'node:os'
import type { Platform } from '../../policies/decide/words.ts'
import { readSmall } from '../open-file.ts'
import { platform } from '../platform.ts'
import { askWorker } from '../programs.ts'
import { HardwareAnswer, nameOfModel, type OsName, parseOsRelease, parseSystemVersion } from './hardware-parse.ts'
import type { NotSeen } from './observation.ts'

/** The machine, as its user could read it off a label or a settings page. No serial number, no address, no uuid. */
export type Hardware = {
  readonly host: string
  readonly os: string
  readonly osVersion: string
  readonly arch: string
  /** Maker and model; null where the machine does not tell. */
  readonly model: string | null
  readonly cpu: string | null
  readonly cores: number
  /** MiB. */
  readonly memory: number
  /** What could not be found out, and why. */
  readonly notSeen: readonly NotSeen[]
}

const PATIENCE = 15_000
const RELEASE_BYTES = 64 * 1024

const OS_NAME: Record<Platform, () => Promise<OsName | null>> = {
  linux: async () =>
    (await parsed('/etc/os-release', parseOsRelease)) ?? (await parsed('/usr/lib/os-release', parseOsRelease)),
  macos: () => parsed('/System/Library/CoreServices/SystemVersion.plist', parseSystemVersion),
  windows: async () => ({ os: os.version(), version: os.release() }),
}

const parsed = async (file: string, parse: (text: string) => OsName | null): Promise<OsName | null> => {
  const read = await readSmall(file, RELEASE_BYTES, 'follow')
  return 'text' in read ? parse(read.text) : null
}

/**
 * Describes this machine. Never throws: what the child does not answer comes from the runtime, or is null and named.
 * @param ask answers with what `hardware-child.ts` sends.
 */
export const describeHardware = async (
  ask: () => Promise<unknown> = () => askWorker('hardware', {}, PATIENCE),
): Promise<Hardware> => {
  const notSeen: NotSeen[] = []
  const answer = await ask().then(
    told => HardwareAnswer.safeParse(told).data ?? null,
    (error: unknown) => {
      notSeen.push({ what: 'hardware', why: error instanceof Error ? error.message : String(error) })
      return null
    },
  )
  const name = await OS_NAME[platform]()
  const cpus = os.cpus()
  const cpu = answer === null ? null : nameOfModel(answer.cpu.maker, answer.cpu.brand)
  return {
    host: os.hostname(),
    os: name?.os ?? os.type(),
    osVersion: name?.version ?? os.release(),
    arch: os.arch(),
    model: answer === null ? null : nameOfModel(answer.model.manufacturer, answer.model.model),
    cpu: cpu ?? cpus[0]?.model.trim() ?? null,
    cores: cpus.length,
    memory: Math.floor(os.totalmem() / 2 ** 20),
    notSeen,
  }
}
