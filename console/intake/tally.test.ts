import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSqlite } from '../store/sqlite.ts'
import { comeIn, connect, enrolledDevice, meet, newChain, startIntake } from './scratch.ts'
import { endingWord } from './tally.ts'

test('how a connection ended is one of few words, whatever was sent', () => {
  for (const [why, word] of [
    ['malformed: not JSON', 'malformed'],
    ['too-large: a hello holds at most 4096 bytes', 'too-large'],
    ['restarting: the console restarts', 'restarting'],
    ['silent', 'silent'],
    ['does not read', 'does-not-read'],
    ['closed by the agent with 1006', 'by-the-agent'],
    ['toString: x', 'by-the-agent'],
  ] as const)
    assert.equal(endingWord(why), word)
})

test('what is stored, and how connections end, is counted', async t => {
  const stored: number[] = []
  const ended: string[] = []
  const tally = { stored: (n: number) => void stored.push(n), ended: (word: string) => void ended.push(word) }
  const running = await startIntake(t, openSqlite, { tally })
  const device = await enrolledDevice(running)
  const made = newChain()
  const { agent } = await comeIn(running, device, made.head())
  agent.send({ type: 'entries', entries: [made.began, made.condition(1)] })
  await agent.next('acknowledged')
  agent.send({ type: 'entries', entries: [made.condition(2)] })
  await agent.next('acknowledged')
  assert.deepEqual(stored, [2, 1])
  agent.send('not JSON')
  await agent.closed()
  const stranger = connect(running.url)
  await meet(stranger)
  stranger.send('{"type":"run"}')
  await stranger.closed()
  assert.deepEqual(ended, ['malformed', 'unknown-type'])
})
