import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { survivesPartition } from './partition.ts'

const missing = ['nft', 'ss', 'ip', 'nsenter'].filter(name => spawnSync(name, ['-V']).error !== undefined)
const skip =
  missing.length === 0 && spawnSync('unshare', ['--net', 'true']).status === 0
    ? false
    : `needs root, network namespaces and ${missing.join(', ')}`

test('F21: 5 s without a network: the connection outlives it, and nothing is lost', { skip }, t =>
  survivesPartition(t, 'both ways', 5_000, false),
)
