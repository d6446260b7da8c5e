import { appendFileSync } from 'node:fs'
import { openCommits } from '../../../console/intake/commits.ts'
import { enrolled } from '../../../console/store/contract/with-store.ts'
import type { Incoming } from '../../../console/store/for-intake.ts'
import { began, chained, deviceId, epochId, following, gone, START, seen } from '../../../console/store/sample.ts'
import { openSqlite } from '../../../console/store/sqlite.ts'

/**
 * The real store at work, to be traced: `console-writer.ts FOLDER MARKS ROUNDS`. Three devices send at the same time, and
 * share commits; the head that was answered, and so may be acknowledged, is marked in MARKS, a file outside.
 */
const [dir = '', marks = '', rounds = '1'] = process.argv.slice(2)
const mark = (what: string, n: number): void => appendFileSync(marks, `${what} ${n}\n`)
const DEVICES = [1, 2, 3]
/** Entries of one group. */
const MOST = 1_000

let store = await openSqlite(dir)
await enrolled(store, ...DEVICES.map(deviceId))
let commits = openCommits(store, MOST)
mark('enrolled', DEVICES.length)
const sent = new Map<number, readonly Incoming[]>()

const send = async (n: number, round: number): Promise<void> => {
  const before = sent.get(n)
  const found = Array.from({ length: 1 + ((round + n) % 6) }, (_, i) => seen(round * 10 + i))
  const next =
    before === undefined ? chained(epochId(n), [began]) : following(before, [...found, ...(round > 1 ? [gone(n)] : [])])
  sent.set(n, next)
  const stored = await commits.take({ device: deviceId(n), entries: next, receivedAt: START + round * 60_000 })
  if (stored.is === 'refused') throw new Error(`refused: ${stored.code}`)
  mark(`head-${n}`, stored.head.seq)
}

for (let round = 0; round < Number(rounds); round++) {
  await Promise.all(DEVICES.map(n => send(n, round)))
  if (round % 15 === 14) {
    await store.close()
    store = await openSqlite(dir)
    commits = openCommits(store, MOST)
  }
}
await store.close()
