import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Detection, DetectionReport } from '../../protocol/detection.ts'
import { changes, type Running } from './changes.ts'
import { detection, HOUR, report, TEN } from './scratch.ts'

const ID = detection().id
const runs = { state: 'running', pid: 7 } as const
const since = (hour: number, pid: number | null): Running => new Map([[ID, { hour, pid }]])

type Case = {
  why: string
  known?: DetectionReport[]
  now?: Detection[]
  hour?: number
  running?: Running
  partial?: boolean
  want: string[]
}
/** Each want is a draft's kind with the state it reports, or `repeat`. */
const cases: Case[] = [
  { why: 'a first sighting is told', now: [detection()], want: ['detection-seen present'] },
  { why: 'the same again is not', known: [report()], now: [detection({ lastSeen: TEN + HOUR * 5 })], want: [] },
  {
    why: 'evidence in another order is the same',
    known: [report({ evidence: [piece('a'), piece('b')] })],
    now: [detection({ evidence: [piece('b'), piece('a')] })],
    want: [],
  },
  {
    why: 'a new version is told',
    known: [report()],
    now: [detection({ version: '2.2.0' })],
    want: ['detection-changed present'],
  },
  {
    why: 'a new response is told',
    known: [report()],
    now: [detection({ response: 'warn' })],
    want: ['detection-changed present'],
  },
  {
    why: 'a next step is told',
    known: [report()],
    now: [detection({ next: { response: 'warn', at: TEN } })],
    want: ['detection-changed present'],
  },
  { why: 'running is told at once', known: [report()], now: [detection(runs)], want: ['detection-changed running'] },
  {
    why: 'that it ended is not told within the hour',
    known: [report(runs)],
    now: [detection({ evidence: [piece('a')] })],
    running: since(TEN, 7),
    want: [],
  },
  {
    why: 'nor where only a trace is left',
    known: [report(runs)],
    now: [detection({ state: 'trace', response: 'observe' })],
    running: since(TEN, 7),
    want: [],
  },
  {
    why: 'it is told with the end of the hour it last ran in, not of the one it began in',
    known: [report(runs)],
    now: [detection({ lastSeen: TEN + 4 * HOUR })],
    hour: TEN + 4 * HOUR,
    running: since(TEN + 4 * HOUR, null),
    want: [],
  },
  {
    why: 'with the hour it is present again',
    known: [report(runs)],
    now: [detection()],
    hour: TEN + HOUR,
    running: since(TEN, null),
    want: ['detection-changed present'],
  },
  {
    why: 'after a restart the end is told late, never early',
    known: [report(runs)],
    now: [detection()],
    hour: TEN + 9 * HOUR,
    want: [],
  },
  {
    why: 'a decision is told at once, even then',
    known: [report(runs)],
    now: [detection({ response: 'warn' })],
    running: since(TEN, 7),
    want: ['detection-changed running'],
  },
  { why: 'what is not found any more is gone at once', known: [report()], now: [], want: ['detection-gone'] },
  {
    why: 'what ran and left nothing is gone with the hour',
    known: [report(runs)],
    now: [],
    running: since(TEN, 7),
    want: [],
  },
  {
    why: 'and then it is',
    known: [report(runs)],
    now: [],
    hour: TEN + HOUR,
    running: since(TEN, null),
    want: ['detection-gone'],
  },
  {
    why: 'another start of what is known to run is counted',
    known: [report(runs)],
    now: [detection({ ...runs, pid: 8 })],
    running: since(TEN, 7),
    want: ['repeat'],
  },
  {
    why: 'so is one after it had ended within the hour',
    known: [report(runs)],
    now: [detection({ ...runs, pid: 8 })],
    running: since(TEN, null),
    want: ['repeat'],
  },
  {
    why: 'while a first look goes on, what shows less than before is no change',
    known: [report({ ...runs, evidence: [piece('a'), piece('b')] })],
    now: [detection({ ...runs, evidence: [piece('a')] })],
    partial: true,
    want: [],
  },
  {
    why: 'but a decision is, and a start',
    known: [report()],
    now: [detection({ ...runs, response: 'warn' })],
    partial: true,
    want: ['detection-changed running'],
  },
  { why: 'nor is gone what was not found yet', known: [report()], partial: true, want: [] },
  {
    why: 'and when it is done, it is',
    known: [report({ ...runs, evidence: [piece('a'), piece('b')] })],
    now: [detection({ ...runs, evidence: [piece('a')] })],
    running: since(TEN, 7),
    want: ['detection-changed running'],
  },
  {
    why: 'a process that has no number is one and the same',
    known: [report(runs)],
    now: [detection({ state: 'running' })],
    running: since(TEN, null),
    want: [],
  },
  {
    why: 'while a first look goes on, a version that it does not know yet is not taken back',
    known: [report(runs)],
    now: [detection({ ...runs, version: null })],
    partial: true,
    want: [],
  },
  {
    why: 'the same process is no start',
    known: [report(runs)],
    now: [detection(runs)],
    running: since(TEN, 7),
    want: [],
  },
]

function piece(name: string): Detection['evidence'][number] {
  return { indicator: `claude-code/${name}`, kind: 'process', strength: 'weak', matched: name }
}

for (const { why, known = [], now = [], hour = TEN, running = new Map(), partial = false, want } of cases)
  test(why, () => {
    const got = changes({ known, now, hour, running, partial })
    const told = got.drafts.map(draft => {
      const state = 'detection' in draft && typeof draft.detection === 'object' ? draft.detection.state : ''
      return `${draft.kind} ${state}`.trim()
    })
    assert.deepEqual([...told, ...got.repeats.map(() => 'repeat')], want)
  })

test('an hour of use, looked at each minute, is two entries whatever happens within it', () => {
  let known: DetectionReport[] = [report()]
  let running: Running = new Map()
  const told: string[] = []
  for (let minute = 0; minute <= 60; minute++) {
    const at = TEN + minute * 60_000
    const isRunning = minute % 7 < 3 && minute < 60
    const seen = detection(isRunning ? { state: 'running', pid: minute, lastSeen: at } : { lastSeen: at })
    const got = changes({ known, now: [seen], hour: at - (at % HOUR), running })
    running = got.running
    for (const draft of got.drafts)
      if (draft.kind === 'detection-changed') {
        known = [draft.detection]
        told.push(`${minute} ${draft.detection.state}`)
      }
  }
  assert.deepEqual(told, ['0 running', '60 present'])
})
