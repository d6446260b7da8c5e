import { test } from 'node:test'
import { flood } from './flood.ts'

test('F10: 10,000 events a second for a minute and no console: none is silent, memory and file keep to their bounds', t =>
  flood(t, 60))
