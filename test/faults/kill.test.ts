import { test } from 'node:test'
import { survivesKills } from './killing.ts'

test('F01: 20 kills of the agent under load: nothing lost, nothing twice', t => survivesKills(t, 'agent', 20))
test('F02: 10 kills of the console under load: nothing lost, nothing twice', t => survivesKills(t, 'console', 10))
test('F03: 10 kills of both under load: nothing lost, nothing twice', t => survivesKills(t, 'both', 10))
