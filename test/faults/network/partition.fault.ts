import { test } from 'node:test'
import { survivesPartition } from './partition.ts'

/** Side by side: each waits most of its time. */
test('F21: a silent partition is seen within 50 s, and leaves one connection and no gap', { concurrency: true }, t =>
  Promise.all([
    t.test('60 s to the console', part => survivesPartition(part, 'to the console', 60_000, true)),
    t.test('60 s to the agent', part => survivesPartition(part, 'to the agent', 60_000, true)),
    t.test('5 min both ways', part => survivesPartition(part, 'both ways', 300_000, true)),
  ]).then(() => {}),
)
