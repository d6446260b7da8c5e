import { test } from 'node:test'
import { flood } from './flood.ts'

test('F10: 10,000 events a second for 2 s and no console: none is silent, memory and file keep to their bounds', t =>
  flood(t, 2))
