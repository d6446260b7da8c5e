import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'

/** Which way packets are lost: those of the agent to the console, those back, or both. */
export type Way = 'to the console' | 'to the agent' | 'both ways'

export type Network = {
  /** What starts a program inside. */
  readonly by: readonly string[]
  /** From now on packets of that port vanish without a word. */
  readonly drop: (way: Way, port: string) => void
  readonly heal: () => void
  /** @returns how many connections the port has. */
  readonly connections: (port: string) => number
}

/** A network namespace of our own with nothing but its loopback; it is gone with the test. */
export const openNetwork = async (t: TestContext): Promise<Network> => {
  // `cat` ends when its input does, so a test that is killed leaves nothing behind.
  const keeper = spawn('unshare', ['--net', '--', 'sh', '-c', 'ip link set lo up && echo up && exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.after(async () => {
    keeper.stdin.end()
    if (keeper.exitCode === null) await once(keeper, 'exit')
  })
  await once(keeper.stdout, 'data')
  const by = ['nsenter', `--net=/proc/${keeper.pid}/ns/net`, '--']
  const run = (...command: string[]): string => {
    const [program = '', ...args] = [...by, ...command]
    return execFileSync(program, args, { encoding: 'utf8' })
  }
  return {
    by,
    drop: (way, port) => {
      const ends = way === 'to the console' ? ['dport'] : way === 'to the agent' ? ['sport'] : ['dport', 'sport']
      run('nft', 'add table inet waymark')
      run('nft', 'add chain inet waymark lost { type filter hook input priority 0; }')
      for (const end of ends) run('nft', `add rule inet waymark lost tcp ${end} ${port} drop`)
    },
    heal: () => void run('nft', 'delete table inet waymark'),
    connections: port =>
      run('ss', '-Htn', 'state', 'established', `sport = :${port}`).split('\n').filter(Boolean).length,
  }
}
