import { test } from 'node:test'
import { survivesKills } from './killing.ts'

test('F01: 167 kills of the agent under load: nothing lost, nothing twice', t => survivesKills(t, 'agent', 167))
test('F02: 167 kills of the console under load: nothing lost, nothing twice', t => survivesKills(t, 'console', 167))
test('F03: 167 kills of both under load: nothing lost, nothing twice', t => survivesKills(t, 'both', 167))
