import { canonical } from '../protocol/canonical.ts'
import { LIMITS } from '../protocol/limits.ts'
import { visible } from '../protocol/text.ts'
import type { Health } from './health/health.ts'
import type { ReportDraft } from './ledger/draft.ts'
import type { Ledger } from './ledger/ledger.ts'
import { platform } from './platform.ts'
import { describeHardware } from './sensors/hardware.ts'
import { hardwareId } from './sensors/hardware-id.ts'

export type DescribeOptions = {
  readonly ledger: Ledger
  readonly health: Health
  /** Version of the agent. */
  readonly agent: string
  readonly tags: readonly string[]
}

/** Reports what this machine is, when that is not what was last reported. */
export const describeDevice = async ({ ledger, health, agent, tags }: DescribeOptions): Promise<void> => {
  const { notSeen, ...seen } = await describeHardware()
  for (const { what, why } of notSeen) health.raise('inventory-incomplete', why, what)
  const name = (text: string): string => visible(text, LIMITS.name)
  const draft: Extract<ReportDraft, { kind: 'device-described' }> = {
    kind: 'device-described',
    host: name(seen.host),
    platform,
    os: name(seen.os),
    osVersion: name(seen.osVersion),
    arch: name(seen.arch),
    model: seen.model === null ? null : name(seen.model),
    cpu: seen.cpu === null ? null : name(seen.cpu),
    cores: seen.cores,
    memory: seen.memory,
    agent: name(agent),
    tags: [...tags],
    hardware: await hardwareId(),
  }
  const last = ledger.latest('device-described')
  if (last !== null) {
    const { at: _at, salt: _salt, ...before } = last
    if (canonical(before) === canonical(draft)) return
  }
  ledger.record(draft)
}
